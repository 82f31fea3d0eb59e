from django.core import mail

BACKEND = "config.mail.ConsoleAndFileBackend"


def test_mail_of_development_goes_to_the_console_and_to_a_file(tmp_path, capsys):
    folder = tmp_path / "mail"

    with mail.get_connection(BACKEND, file_path=folder) as connection:
        sent = mail.send_mail("Confirm", "Открой ссылку", "site@example.org", ["a@example.org"], connection=connection)

    assert sent == 1
    (file,) = folder.iterdir()
    for text in (capsys.readouterr().out, file.read_text()):
        assert "Subject: Confirm" in text
        assert "To: a@example.org" in text


def test_several_mails_are_all_kept(tmp_path, capsys):
    connection = mail.get_connection(BACKEND, file_path=tmp_path)
    messages = [mail.EmailMessage(f"Number {number}", "", "site@example.org", ["a@example.org"]) for number in (1, 2)]

    assert connection.send_messages(messages) == 2

    kept = "".join(file.read_text() for file in tmp_path.iterdir())
    assert "Number 1" in kept
    assert "Number 2" in kept
    assert capsys.readouterr().out.count("Subject:") == 2


def test_no_mail_is_no_error(tmp_path):
    assert mail.get_connection(BACKEND, file_path=tmp_path).send_messages([]) == 0
