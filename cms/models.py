"""Gathers the rooms' models, so that `from cms.models import CaseStudyPage` works."""

from cms.assets.models import Attachment, Drawing, Picture, PictureRendition
from cms.cases.models import CaseLibraryPage, CaseStudyPage
from cms.core.models import LoadedItem
from cms.desk.models import RootApprovalTask
from cms.law.models import Provision, Statute, StatuteVersion
from cms.site.models import CongressRootPage, HomePage, SharedRootPage, StandardPage
from cms.taxonomy.models import KnowledgePoint

__all__ = [
    "Attachment",
    "CaseLibraryPage",
    "CaseStudyPage",
    "CongressRootPage",
    "Drawing",
    "HomePage",
    "KnowledgePoint",
    "LoadedItem",
    "Picture",
    "PictureRendition",
    "Provision",
    "RootApprovalTask",
    "SharedRootPage",
    "StandardPage",
    "Statute",
    "StatuteVersion",
]
