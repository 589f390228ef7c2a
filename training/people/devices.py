"""The sessions of signed-in people, each with its person and device, so that a person sees hers and
one device can be signed out without reading everybody's sessions."""

import re
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MODEL = re.compile(r"Android [\d.]+; ([^;)]{2,40}?)(?: Build/|[;)])")
SYSTEMS = (
    ("harmony", ("HarmonyOS", "OpenHarmony")),
    ("android", ("Android",)),
    ("iphone", ("iPhone",)),
    ("ipad", ("iPad",)),
    ("windows", ("Windows",)),
    ("mac", ("Macintosh",)),
    ("linux", ("Linux", "X11")),
)
BROWSERS = (
    ("wechat", ("MicroMessenger",)),
    ("dingtalk", ("DingTalk",)),
    ("huawei", ("HuaweiBrowser",)),
    ("xiaomi", ("MiuiBrowser",)),
    ("quark", ("Quark",)),
    ("uc", ("UCBrowser",)),
    ("qq", ("QQBrowser",)),
    ("edge", ("Edg/", "EdgA/")),
    ("firefox", ("Firefox/", "FxiOS/")),
    ("chrome", ("Chrome/", "CriOS/")),
    ("safari", ("Safari/",)),
)
SYSTEM_WORDS = {
    "harmony": gettext_lazy("鸿蒙手机"),
    "android": gettext_lazy("安卓手机"),
    "iphone": gettext_lazy("iPhone 手机"),
    "ipad": gettext_lazy("iPad 平板"),
    "windows": gettext_lazy("Windows 电脑"),
    "mac": gettext_lazy("苹果电脑"),
    "linux": gettext_lazy("Linux 电脑"),
}
BROWSER_WORDS = {
    "wechat": gettext_lazy("微信"),
    "dingtalk": gettext_lazy("钉钉"),
    "huawei": gettext_lazy("华为浏览器"),
    "xiaomi": gettext_lazy("小米浏览器"),
    "quark": gettext_lazy("夸克"),
    "uc": gettext_lazy("UC 浏览器"),
    "qq": gettext_lazy("QQ 浏览器"),
    "edge": gettext_lazy("Edge"),
    "firefox": gettext_lazy("Firefox"),
    "chrome": gettext_lazy("Chrome"),
    "safari": gettext_lazy("Safari"),
}


def _first(kinds: Any, agent: str) -> str:
    return next((kind for kind, signs in kinds if any(sign in agent for sign in signs)), "")


def device_of(agent: str) -> str:
    """What is kept of a browser's name for itself: system, browser, and a phone's model where it
    says one, between bars; nothing that would single a person out."""
    model = MODEL.search(agent)
    # Chrome writes K in the place of every model.
    named = model.group(1).strip() if model and model.group(1).strip() != "K" else ""
    return f"{_first(SYSTEMS, agent)}|{_first(BROWSERS, agent)}|{named}"[:80]


def words_of(device: str) -> str:
    """A device as it is called to people."""
    system, browser, model = [*device.split("|"), "", "", ""][:3]
    parts = [
        str(SYSTEM_WORDS.get(system, "")) or _("不认识的设备"),
        model,
        str(BROWSER_WORDS.get(browser, "")),
    ]
    return " · ".join(part for part in parts if part)


class DeviceSession(AbstractBaseSession):
    """A session; `user` and what follows are copied out of it whenever it is saved."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions"
    )
    device = models.CharField(max_length=80, blank=True)
    signed_in_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True, help_text="Coarse; see training.people.sessions.")

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        verbose_name = gettext_lazy("登录的设备")  # type: ignore[assignment]
        verbose_name_plural = gettext_lazy("登录的设备")  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.user_id} {self.device}"

    @classmethod
    def get_session_store_class(cls) -> Any:
        """The store that reads and writes these rows."""
        from training.people.session_store import SessionStore

        return SessionStore

    @property
    def words(self) -> str:
        """The device as it is called to people."""
        return words_of(self.device)

    @property
    def token(self) -> str:
        """What names it in a form."""
        return token_of(self.session_key)


def token_of(session_key: str) -> str:
    """What names a session in a form. Not its key: who knows that is signed in."""
    return sha256(session_key.encode()).hexdigest()[:20]


def devices_of(person: Model, *, now: datetime) -> list[DeviceSession]:
    """Where a person is signed in, the last used first. One query."""
    found = DeviceSession.objects.filter(user=person.pk, expire_date__gt=now).defer("session_data")
    return list(found.order_by(F("seen_at").desc(nulls_last=True), "session_key"))
