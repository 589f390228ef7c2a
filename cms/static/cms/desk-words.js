// What Wagtail 8.0's editor says in English although its catalogue is Chinese. Its script catalogue is
// built from its own files only, so these sentences cannot come from locale/.
if (document.documentElement.lang.startsWith("zh") && window.django?.catalog) {
  Object.assign(window.django.catalog, {
    "(%(number)s new items in this menu)": "（这个菜单里有 %(number)s 个新项目）",
    "(1 new item in this menu)": "（这个菜单里有 1 个新项目）",
    "(New)": "（新）",
    "%(num)s error": ["%(num)s 处错误"],
    "%(num)s min": ["%(num)s 分钟"],
    "%(num)s pixel": ["%(num)s 像素"],
    "A network error occurred.": "网络出错了。",
    "A server error occurred.": "服务器出错了。",
    "Autosave in progress…": "正在自动保存…",
    "Changes have been autosaved.": "修改已自动保存。",
    Blocks: "内容块",
    Complex: "难读",
    "Error while sending preview data.": "预览没有送达。",
    Fair: "一般",
    Good: "好读",
    "Insert a block": "插入内容块",
    "Split block": "从这里拆开",
    "Write something or type ‘/’ to insert a block": "写点什么，或者输入“/”插入内容块",
  });
}
