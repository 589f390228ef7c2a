"""Signatures: the RFC's own vectors, and whatever was tampered with is found out."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.certified import certified
from tests.factories.world import World, moment
from training.cohorts.models import Enrolment
from training.learning.certificates import ed25519, keys, services, tokens
from training.learning.certificates.errors import CertificateRefused
from training.learning.certificates.keys import Pair
from training.learning.certificates.tokens import Payload, Verdict
from training.people.models import User

# RFC 8032, 7.1: private key, public key, message, signature.
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
            "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0"
            "85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac1"
            "8ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]
SEED = bytes.fromhex(VECTORS[0][0])
ORDER = 2**252 + 27742317777372353535851937790883648493
"""Of the base point (RFC 8032, section 5.1)."""
PAIR = Pair(SEED, ed25519.public_of(SEED))
KEYS = {PAIR.kid: PAIR.public}
SAID = Payload(
    code="0" * 20,
    number="2026第一期第001号",
    name="买买提·阿卜杜热合曼",
    cohort="第一期",
    programme="五天班",
    credit="24.5",
    starts_on="2026-11-16",
    ends_on="2026-11-20",
    issued_on="2026-11-23",
    issuer="定海区人大常委会",
)
TOKEN = tokens.signed(SAID, PAIR)


@pytest.mark.parametrize(("seed", "public", "message", "signature"), VECTORS)
def test_the_vectors_of_the_rfc(seed: str, public: str, message: str, signature: str) -> None:
    private, text = bytes.fromhex(seed), bytes.fromhex(message)
    assert ed25519.public_of(private).hex() == public
    made = ed25519.sign(private, text)
    assert made.hex() == signature
    assert ed25519.is_signed(bytes.fromhex(public), text, made)
    assert not ed25519.is_signed(bytes.fromhex(public), text + b"x", made)


def test_a_signature_is_not_good_in_two_ways() -> None:
    """Adding the group's order to the second half would give another text for the same thing."""
    made = ed25519.sign(SEED, b"x")
    other = int.from_bytes(made[32:], "little") + ORDER
    assert not ed25519.is_signed(PAIR.public, b"x", made[:32] + other.to_bytes(32, "little"))
    assert not ed25519.is_signed(b"\xff" * 32, b"x", made)
    assert not ed25519.is_signed(PAIR.public[:31], b"x", made)


def test_a_scanned_address_says_what_was_signed() -> None:
    for text in (TOKEN, f"https://x.cn/verify/{'0' * 20}/#{TOKEN}", f" {TOKEN[:60]}\n{TOKEN[60:]}"):
        checked = tokens.checked(text, KEYS)
        assert (checked.verdict, checked.payload) == (Verdict.GOOD, SAID)


def test_a_changed_name_is_found_out() -> None:
    other = tokens.signed(replace(SAID, name="别人"), PAIR)
    mixed = ".".join([*other.split(".")[:3], TOKEN.split(".")[3]])
    assert tokens.checked(mixed, KEYS).verdict is Verdict.FORGED
    stranger = Pair(b"\x01" * 32, ed25519.public_of(b"\x01" * 32))
    forged = tokens.signed(SAID, stranger)
    assert tokens.checked(forged, KEYS).verdict is Verdict.UNKNOWN_KEY
    posing = forged.replace(stranger.kid, PAIR.kid)
    assert tokens.checked(posing, KEYS).verdict is Verdict.FORGED


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(TOKEN) - 1), st.sampled_from("AZaz09-_."))
def test_no_letter_can_be_changed(place: int, letter: str) -> None:
    changed = TOKEN[:place] + letter + TOKEN[place + 1 :]
    checked = tokens.checked(changed, KEYS)
    assert changed == TOKEN or checked.verdict is not Verdict.GOOD


def test_a_signature_has_one_spelling() -> None:
    """The last letter of base64 has bits that decoding ignores: they are not free to choose."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    good = [x for x in letters if tokens.checked(TOKEN[:-1] + x, KEYS).verdict is Verdict.GOOD]
    assert good == [TOKEN[-1]]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_nothing_scanned_breaks_it(text: str) -> None:
    assert tokens.checked(text, KEYS).verdict is Verdict.UNREADABLE
    assert tokens.checked(f"LZ1.{PAIR.kid}.{text}.{'A' * 86}", KEYS).verdict is not Verdict.GOOD


@pytest.mark.parametrize("body", ['"LZ"', "{}", "[1,2]", "null", json.dumps([1] * 10)])
def test_a_payload_that_is_none(body: str) -> None:
    text = f"LZ1.{PAIR.kid}.{tokens._encoded(body.encode())}.{'A' * 86}"
    assert tokens.checked(text, KEYS).verdict is Verdict.UNREADABLE


class TestKeys:
    """The private half in a file of the site's own."""

    @pytest.fixture(autouse=True)
    def _in_a_file(self, tmp_path: Path, settings: Any) -> None:
        settings.SIGNING_KEY, settings.VAR_DIR = "", tmp_path

    def test_made_at_first_use_for_its_owner_only(self, tmp_path: Path) -> None:
        pair = keys.current()
        file = tmp_path / "signing_key"
        assert file.stat().st_mode & 0o777 == 0o600
        assert keys.current() == pair
        assert [one.name for one in tmp_path.iterdir()] == ["signing_key"]

    def test_a_spoiled_key_is_said_plainly(self, tmp_path: Path) -> None:
        (tmp_path / "signing_key").write_text("not a key")
        with pytest.raises(CertificateRefused) as refused:
            keys.current()
        assert refused.value.code == "key"

    @pytest.mark.db
    def test_after_a_change_old_certificates_are_still_good(
        self, dinghai: World, wangs_enrolment: Enrolment, zhang: User
    ) -> None:
        old = certified(dinghai, wangs_enrolment, zhang)
        with pytest.raises(CommandError):
            call_command("new_signing_key")
        call_command("new_signing_key", "--yes")
        new = services.reissue(certificate=old, reason="换密钥", by=zhang, now=moment(4, 9))
        published = keys.public_keys()
        assert len(published) == 2
        for one in (old, new):
            assert tokens.checked(one.token, published).verdict is Verdict.GOOD


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str]:
    try:
        call_command("verify_certificate", *args)
    except SystemExit as ended:
        return int(ended.code or 0), capsys.readouterr().out
    return 0, capsys.readouterr().out


@pytest.mark.db
def test_the_command_checks_text_files_and_without_a_database(
    dinghai: World,
    wangs_enrolment: Enrolment,
    zhang: User,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = certified(dinghai, wangs_enrolment, zhang)
    code, out = run(capsys, made.token)
    assert (code, "王代表" in out, "有效" in out) == (0, True, True)
    file = tmp_path / "c.json"
    file.write_text(json.dumps({"signed": made.token}))
    told = tmp_path / "keys.json"
    told.write_text(json.dumps({"keys": {PAIR.kid: PAIR.public.hex()}}))
    assert run(capsys, str(file), "--keys", str(told))[0] == 0
    assert run(capsys, made.token[:-9] + "A" * 9)[0] == 1
    assert run(capsys, "什么也没有")[0] == 1
    services.revoke(certificate=made, reason="代考", by=zhang, now=moment(4, 9))
    code, out = run(capsys, made.token, "--json")
    assert code == 2
    assert json.loads(out)["status"] == "revoked"
