"""Which matters need a skill (D3.3)."""

from dataclasses import dataclass

from accounts.models import Skill
from tickets.models import SkillNeed


@dataclass(frozen=True, slots=True)
class Needs:
    """Of one skill: the type, the beginning of the product's name and the nature of the problem, "" for any;
    once each."""

    lines: tuple[tuple[str, str, str], ...] = ()

    def words(self, skill: Skill) -> dict[str, str]:
        rows = SkillNeed.objects.filter(skill=skill).order_by("kind", "product", "nature")
        return {"needs": "; ".join(_words(row) for row in rows)}

    def put_on(self, skill: Skill) -> None:
        SkillNeed.objects.filter(skill=skill).delete()
        SkillNeed.objects.bulk_create(
            [
                SkillNeed(skill=skill, kind=kind, product=product, nature=nature)
                for kind, product, nature in dict.fromkeys(self.lines)
            ]
        )


def _words(need: SkillNeed) -> str:
    return f"{need.kind or '*'} {need.product or '*'} {need.nature}".strip()
