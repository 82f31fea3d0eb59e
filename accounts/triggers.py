import pgtrigger

# A password that is changed, or a member who is deactivated, ends what other programs may do, whoever changes the row.
END_TOKEN_SESSIONS = pgtrigger.Trigger(
    name="end_token_sessions",
    operation=pgtrigger.UpdateOf("password", "is_active"),
    when=pgtrigger.After,
    condition=pgtrigger.Condition(
        "OLD.password IS DISTINCT FROM NEW.password OR (OLD.is_active AND NOT NEW.is_active)"
    ),
    func="DELETE FROM accounts_tokensession WHERE user_id = NEW.id; RETURN NULL;",
)
