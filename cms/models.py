"""Gathers the rooms' models, so that `from cms.models import CaseStudyPage` works."""

from cms.assets.models import (
    Attachment,
    CaptionTrack,
    Drawing,
    Picture,
    PictureRendition,
    Recording,
)
from cms.cases.models import (
    CaseLibraryPage,
    CaseProvision,
    CaseStudyPage,
    CaseTownship,
    Township,
)
from cms.core.models import LoadedItem
from cms.desk.models import RootApprovalTask
from cms.law.models import Provision, Statute, StatuteVersion
from cms.law.revising.models import Correspondence, LawReview, LawReviewEntry
from cms.site.models import CongressRootPage, HomePage, SharedRootPage, StandardPage
from cms.taxonomy.models import KnowledgePoint, PointPrerequisite

__all__ = [
    "Attachment",
    "CaptionTrack",
    "CaseLibraryPage",
    "CaseProvision",
    "CaseStudyPage",
    "CaseTownship",
    "CongressRootPage",
    "Correspondence",
    "Drawing",
    "HomePage",
    "KnowledgePoint",
    "LawReview",
    "LawReviewEntry",
    "LoadedItem",
    "Picture",
    "PictureRendition",
    "PointPrerequisite",
    "Provision",
    "Recording",
    "RootApprovalTask",
    "SharedRootPage",
    "StandardPage",
    "Statute",
    "StatuteVersion",
    "Township",
]
