"""Puts a situation and its parts; the registry lends the papers of the parts' kinds."""

from typing import Any

from courses.questions.kinds.contract import Paper, Posted
from courses.questions.outcome import Body, Key, Payload


class CaseGroupPaper:
    """The paper of a situation; `papers` are those of the kinds its parts may have."""

    def __init__(self, papers: dict[str, Paper]) -> None:
        self.papers = papers

    def present(self, body: Body, seed: str) -> dict[str, Any]:
        """The situation and every part as its own kind presents it."""
        return {
            "stem": body["stem"],
            "parts": [
                {
                    "number": n,
                    "kind": part["kind"],
                    "shown": self.papers[part["kind"]].present(part["body"], f"{seed}:{n}"),
                }
                for n, part in enumerate(body["parts"], start=1)
            ],
        }

    def read(self, posted: Posted, name: str, body: Body, seed: str) -> dict[str, Any]:
        """The parts' answers in order."""
        return {
            "parts": [
                self.papers[part["kind"]].read(posted, f"{name}.{n}", part["body"], f"{seed}:{n}")
                for n, part in enumerate(body["parts"], start=1)
            ]
        }

    def refill(self, presented: dict[str, Any], payload: Payload, seed: str) -> dict[str, Any]:
        """With the parts' saved answers."""
        saved = [*payload.get("parts", [])]
        parts = [
            {
                **part,
                "shown": self.papers[part["kind"]].refill(
                    part["shown"], saved[n - 1] if n <= len(saved) else {}, f"{seed}:{n}"
                ),
            }
            for n, part in enumerate(presented["parts"], start=1)
        ]
        return {**presented, "parts": parts}

    def review(self, body: Body, key: Key, payload: Payload) -> dict[str, Any]:
        """Every part as its own kind reviews it, with the part's explanation."""
        saved = [*payload.get("parts", [])]
        return {
            "stem": body["stem"],
            "parts": [
                {
                    "number": n,
                    "kind": part["kind"],
                    "shown": self.papers[part["kind"]].review(
                        part["body"], part_key, saved[n - 1] if n <= len(saved) else {}
                    ),
                    "explanation": part_key.get("explanation", ""),
                }
                for n, (part, part_key) in enumerate(
                    zip(body["parts"], key["parts"], strict=True), start=1
                )
            ],
        }
