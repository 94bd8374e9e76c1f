"""The steps of tests/peers/mail: writes letters as people do, and reads what comes back out of their mailboxes."""

import email, email.policy, imaplib, json, os, re, smtplib, ssl, subprocess, sys, time, urllib.request
from email.message import EmailMessage

SMTP, IMAP, DIR, BIN, HTTP = (os.environ[name] for name in ("SMTP", "IMAP", "DIR", "BIN", "HTTP"))
DESK = "bantuan@kantor.test"


def wait_for(what, look, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    sys.exit(f"mail: {what} did not happen in {seconds} s")


def write(sender, subject, body, to=DESK, after=None, headers=()):
    """Writes a letter; with `after`, as an answer to that one."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, subject
    letter["Message-ID"] = f"<{time.monotonic_ns()}@{sender.split('@')[1]}>"
    if after is not None:
        letter.replace_header("To", after["Reply-To"])
        letter["In-Reply-To"], letter["References"] = after["Message-ID"], after["Message-ID"]
        quoted = "\n".join("> " + line for line in after.get_content().splitlines())
        body = f"{body}\n\nPada Sen, 23 Nov 2026 {DESK} menulis:\n\n{quoted}\n"
    for name, value in headers:
        letter[name] = value
    letter.set_content(body)
    with smtplib.SMTP("127.0.0.1", int(SMTP)) as server:
        server.send_message(letter, from_addr=sender, to_addrs=[letter["To"]])


def box(address):
    """Everything in somebody's mailbox."""
    server = imaplib.IMAP4("localhost", int(IMAP))
    server.starttls(ssl.create_default_context(cafile=f"{DIR}/cert.pem"))
    server.login(address, "rahasia-benar")
    server.select("INBOX", readonly=True)
    numbers = server.search(None, "ALL")[1][0].split()
    letters = [email.message_from_bytes(server.fetch(number, "(RFC822)")[1][0][1], policy=email.policy.default) for number in numbers]
    server.logout()
    return letters


def the(address, count):
    """The newest of so many letters of somebody."""
    def look():
        letters = box(address)
        return letters[-1] if len(letters) >= count else None
    found = wait_for(f"letter {count} to {address}", look)
    assert len(box(address)) == count, f"{address} has more than {count} letters"
    return found


def garda(*words):
    done = subprocess.run([BIN, *words, "--config", f"{DIR}/garda.toml"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def tickets():
    return garda("tickets", "list", "--json")


def outbox():
    return garda("outbox", "list", "--json")


def conversation():
    # The first look at the mailbox passes over what is there already; it must have been taken.
    wait_for("a first look at the mailbox", lambda: "imap-login" in open(f"{DIR}/dovecot.log").read())
    time.sleep(1)
    write("sari@kantor.test", "Lupa kata sandi", "Saya lupa kata sandi email saya.\n\n-- \nSari, ext. 214")
    began = time.monotonic()
    first = the("sari@kantor.test", 1)
    print(f"mail: answered {time.monotonic() - began:.1f} s after it was sent (IDLE)")
    assert first["Auto-Submitted"] == "auto-replied" and first["Reply-To"].startswith("bantuan+"), first.as_string()
    assert first["Subject"] == "Re: Lupa kata sandi" and "1. " in first.get_content(), first.as_string()

    # Through a plus address and a folded, quoted reply, into the same conversation.
    write("sari@kantor.test", "Re: Lupa kata sandi", "Saya mau bicara dengan petugas saja", after=first)
    second = the("sari@kantor.test", 2)
    assert "GRD-1001" in second.get_content() and first["Message-ID"] in second["References"], second.as_string()
    one = tickets()
    assert len(one) == 1 and one[0]["requester"] == "sari@kantor.test", one

    # A holiday notice is not answered.
    write("sari@kantor.test", "Re: Lupa kata sandi", "Saya cuti.", after=second, headers=[("Auto-Submitted", "auto-replied")])
    # Handed over directly by LMTP; a second recipient of the same letter is answered by the server, not by us.
    write("tom@kantor.test", "VPN", "My VPN keeps dropping every ten minutes.", to="bantuan@langsung.test")
    third = the("tom@kantor.test", 1)
    assert third["Auto-Submitted"] == "auto-replied", third.as_string()

    # The link of the letter: looking opens nothing, the button one ticket.
    path = re.search(r"/help/letters/\w+", third.get_content()).group()
    url = f"http://127.0.0.1:{HTTP}{path}"
    urllib.request.urlopen(url).read()
    assert len(tickets()) == 1
    urllib.request.urlopen(urllib.request.Request(url, data=b"")).read()
    assert len(tickets()) == 2
    assert "GRD-1002" in the("tom@kantor.test", 2).get_content()
    assert len(box("sari@kantor.test")) == 2, "the notice was answered"

    # Refused for now and for good, by a server that means it.
    for address, word in (("rudi@penuh.test", "waiting"), ("rudi@tolak.test", "dead")):
        write_as_submitted(address)
        wait_for(f"a letter to {address} that is {word}", lambda word=word: [one for one in outbox() if one["state"] == word and one["attempts"] >= 1])
    print("mail: a whole conversation by IMAP, LMTP and SMTP, 4xx and 5xx told apart")


def write_as_submitted(address):
    """A letter of somebody whose own server does not take answers, brought by LMTP as from outside."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"], letter["Message-ID"] = address, DESK, "Printer macet", f"<{time.monotonic_ns()}@{address.split('@')[1]}>"
    letter.set_content("Printer lantai 2 macet terus.")
    with smtplib.SMTP("127.0.0.1", int(SMTP)) as server:
        server.send_message(letter, from_addr=address, to_addrs=[DESK])


if len(sys.argv) < 2:
    conversation()
elif sys.argv[1] == "wrong-password":
    write("nina@kantor.test", "Laptop lambat", "Laptop saya lambat sekali sejak kemarin.")
    waiting = wait_for("a letter that waits for the right password", lambda: [one for one in outbox() if one["state"] == "waiting" and "535" in (one["last"] or "")])
    with open(f"{DIR}/parcel", "w") as file:
        file.write(waiting[0]["id"])
    assert not box("nina@kantor.test")
    print("mail: a wrong password is told as one")
else:
    the("nina@kantor.test", 1)
    print("mail: and nothing was lost by it")
