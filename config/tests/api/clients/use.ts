// Run by test_clients beside the generated types: node use.js ADDRESS TOKEN
import type { components, paths } from "./filmtracker";

declare const process: { argv: string[]; stdout: { write(text: string): void } };

type Found = paths["/api/v1/films/search/"]["get"]["responses"]["200"]["content"]["application/json"];
type Rating = paths["/api/v1/ratings/"]["post"]["requestBody"]["content"]["application/json"];
type Mark = components["schemas"]["Mark"];

const [address, token] = process.argv.slice(2);

async function ask<Answer>(path: keyof paths, query = "", body?: unknown): Promise<Answer> {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const options = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers };
  return (await fetch(`${address}${path}${query}`, options)).json() as Promise<Answer>;
}

async function main(): Promise<void> {
  const film = (await ask<Found>("/api/v1/films/search/", "?q=metropolis")).results[0]!;
  const rating: Rating = { film: film.id, rating: 9 };
  const mark = await ask<Mark>("/api/v1/ratings/", "", rating);
  const refused = await ask<components["schemas"]["Error"]>("/api/v1/ratings/", "", { ...rating, rating: 11 });
  process.stdout.write(`${film.title} ${mark.rating} ${mark.status} ${refused.error.code}\n`);
}

void main();
