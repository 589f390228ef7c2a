"""What verbs, activities and facts are called outside. Pure Python.

Verbs are ADL's and cmi5's, submitting and reviewing those of the registries that ADL's leave out.
Types without a public name, and all extensions, are named below the site's own address.
"""

ADL = "http://adlnet.gov/expapi/verbs/"
CMI5 = "https://w3id.org/xapi/adl/verbs/"
VERSION = "1.0.3"
VOIDED = f"{ADL}voided"

# Ours → the IRI ('' for one of our own), in English, in Chinese.
VERBS: dict[str, tuple[str, str, str]] = {
    "launched": (f"{ADL}launched", "launched", "打开"),
    "progressed": (f"{ADL}progressed", "progressed", "学习中"),
    "completed": (f"{ADL}completed", "completed", "学完"),
    "answered": (f"{ADL}answered", "answered", "作答"),
    "passed": (f"{ADL}passed", "passed", "通过"),
    "failed": (f"{ADL}failed", "failed", "未通过"),
    "attended": (f"{ADL}attended", "attended", "签到"),
    "submitted": ("http://activitystrea.ms/schema/1.0/submit", "submitted", "交稿"),
    "assessed": (f"{ADL}scored", "was assessed", "评阅"),
    "reviewed": ("http://id.tincanapi.com/verb/reviewed", "reviewed", "复习"),
    "waived": (f"{CMI5}waived", "was waived", "免修"),
    "satisfied": (f"{CMI5}satisfied", "satisfied", "达到要求"),
    "overridden": ("", "was ruled on by the office", "裁定"),
    "voided": (VOIDED, "voided", "作废"),
}

TYPES = "http://adlnet.gov/expapi/activities/"
# Ours → the type's IRI ('' for one of our own), in English, in Chinese.
ACTIVITIES: dict[str, tuple[str, str, str]] = {
    "lesson": (f"{TYPES}lesson", "Lesson", "课时"),
    "case": ("", "Case study", "案例"),
    "decision": ("", "Decision point in a case", "案例里的一处抉择"),
    "quiz": (f"{TYPES}assessment", "Test", "测验"),
    "question": (f"{TYPES}question", "Question", "题目"),
    "session": (f"{TYPES}meeting", "Classroom session", "课堂"),
    "programme": (f"{TYPES}course", "Training programme", "培训班"),
    "writing": ("", "Writing task", "写作任务"),
    "video": ("https://w3id.org/xapi/video/activity-type/video", "Video", "视频"),
    "audio": (f"{TYPES}media", "Audio recording", "音频"),
    "hours": ("", "Account of hours", "学时账"),
    "ballot": ("", "Practice ballot in the room", "课堂模拟票决"),
    "event": ("http://activitystrea.ms/schema/1.0/event", "Event", "学习活动"),
}


def verb(name: str, home: str) -> tuple[str, str, str]:
    """IRI, English and Chinese of a verb."""
    iri, english, chinese = VERBS.get(name) or ("", name, name)
    return iri or f"{home}/xapi/verbs/{name}", english, chinese


def activity_type(name: str, home: str) -> tuple[str, str, str]:
    """The same of a type of activity."""
    iri, english, chinese = ACTIVITIES.get(name) or ("", name.capitalize(), name)
    return iri or f"{home}/xapi/activity-types/{name}", english, chinese
