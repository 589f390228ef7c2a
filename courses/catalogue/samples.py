"""What an author sees of a lesson's block before she takes it; Chinese only, as all bodies are.

The sentences are teaching examples, not reports.
"""

TEXT = "<p>代表在会上有话说，先想清楚三件事：<b>谁来办、依据什么、什么时候办</b>。</p>"
NOTE = {"title": "别越位", "text": "<p>视察时可以提意见，不直接处理问题。</p>"}
STEPS = {
    "title": "提一件建议",
    "steps": [
        "<p>到现场看，记下地点和时间。</p>",
        "<p>问清归谁管。</p>",
        "<p>写明要求和期限。</p>",
    ],
}
GRID = {
    "title": "议案和建议",
    "columns": ["比什么", "议案", "建议"],
    "rows": [["谁能提", "法定人数联名", "一人就可以"], ["交给谁", "大会主席团", "有关机关和组织"]],
}
FACT = {
    "source": "《今日定海》2023-02-16 第4版",
    "text": "<p>区人大常委会组织代表集中视察，专题听取报告，并进行满意度测评。</p>",
}
FICTION = {"text": "<p>某代表合上本子，看了看窗外的雨：积水点还是那三处。</p>"}
COMPARE = {
    "title": "一件建议的两稿",
    "before": "<p>建议有关部门[1]高度重视积水问题。</p>",
    "after": "<p>建议区住建部门在汛前[2]完成三处管网清淤。</p>",
    "notes": ["“有关部门”没有人会认领。", "有了期限，才好检查。"],
}
TIMELINE = {
    "title": "一件建议走了多久",
    "moments": [
        {"when": "三月", "what": "代表小组走访，记下七处积水点。"},
        {"when": "七月", "what": "收到答复，代表到现场核对。"},
    ],
}
DISCUSS = {"questions": ["这件事归谁管？凭什么说归它管？", "答复不满意，还能怎么办？"]}
EXERCISE = {
    "title": "读报告提问（15 分钟）",
    "text": "<p>找出三处没有说清的地方，各写一个问题。</p>",
}
