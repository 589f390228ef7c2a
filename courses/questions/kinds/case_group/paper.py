"""Puts a situation and its parts; the registry lends the kinds its parts may have."""

from collections.abc import Mapping
from typing import Any

from courses.questions.kinds.contract import Kind
from courses.questions.outcome import Body, Key, Payload
from courses.questions.posted import Posted, told_list


class CaseGroupPaper:
    """The paper of a situation; `kinds` are those its parts may have."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self.kinds = kinds

    def present(self, body: Body, seed: str, shuffle: bool = True) -> dict[str, Any]:
        """The situation and every part as its own kind presents it."""
        return {
            "stem": body["stem"],
            "parts": [
                {
                    "number": n,
                    "kind": part["kind"],
                    "weight": part.get("weight", 1),
                    "shown": self._paper(part).present(part["body"], f"{seed}:{n}", shuffle),
                }
                for n, part in enumerate(body["parts"], start=1)
            ],
        }

    def read(self, posted: Posted, name: str, body: Body, seed: str) -> dict[str, Any]:
        """The parts' answers in order."""
        return {
            "parts": [
                self._paper(part).read(posted, f"{name}.{n}", part["body"], f"{seed}:{n}")
                for n, part in enumerate(body["parts"], start=1)
            ]
        }

    def fields(self, payload: Payload, name: str, body: Body, seed: str) -> dict[str, list[str]]:
        """What would send the parts' answers."""
        said = [one if isinstance(one, dict) else {} for one in told_list(payload, "parts")]
        found: dict[str, list[str]] = {}
        for n, (part, given) in enumerate(zip(body["parts"], said, strict=False), start=1):
            paper = self._paper(part)
            found |= paper.fields(given, f"{name}.{n}", part["body"], f"{seed}:{n}")
        return found

    def refill(self, presented: dict[str, Any], payload: Payload, seed: str) -> dict[str, Any]:
        """With the parts' saved answers."""
        saved = _answers(payload, len(presented["parts"]))
        parts = [
            {
                **part,
                "shown": self._paper(part).refill(part["shown"], saved[n - 1], f"{seed}:{n}"),
            }
            for n, part in enumerate(presented["parts"], start=1)
        ]
        return {**presented, "parts": parts}

    def review(self, body: Body, key: Key, payload: Payload) -> dict[str, Any]:
        """Every part as its own kind reviews it, with the part's explanation."""
        saved = _answers(payload, len(body["parts"]))
        return {
            "stem": body["stem"],
            "parts": [
                {
                    "number": n,
                    "kind": part["kind"],
                    "weight": part.get("weight", 1),
                    "shown": self._paper(part).review(part["body"], part_key, saved[n - 1]),
                    "explanation": part_key.get("explanation", ""),
                }
                for n, (part, part_key) in enumerate(
                    zip(body["parts"], key["parts"], strict=True), start=1
                )
            ],
        }

    def solution(self, body: Body, key: Key, seed: str, shuffle: bool = True) -> str:
        """The parts' keys, each after its number."""
        return "　".join(
            f"（{n}）" + self._paper(part).solution(part["body"], part_key, f"{seed}:{n}", shuffle)
            for n, (part, part_key) in enumerate(
                zip(body["parts"], key["parts"], strict=True), start=1
            )
        )

    def _paper(self, part: Mapping[str, Any]) -> Any:
        return self.kinds[part["kind"]].paper


def _answers(payload: Payload, count: int) -> list[Payload]:
    given = [*payload.get("parts", [])][:count]
    return given + [{}] * (count - len(given))
