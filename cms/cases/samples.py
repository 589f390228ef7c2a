"""What an author sees of a block before she takes it; Chinese only, as all bodies are."""

FACT = {
    "source": "《今日定海》2023-02-16 第4版",
    "text": "<p>区人大常委会组织代表集中视察，专题听取报告，并进行满意度测评。</p>",
}
FICTION = {"text": "<p>某代表合上本子，看了看窗外的雨：积水点还是那三处。</p>"}
TIMELINE = {
    "title": "一件建议走了多久",
    "nature": "fiction",
    "source": "",
    "moments": [
        {"when": "三月", "what": "代表小组走访，记下七处积水点。"},
        {"when": "四月", "what": "合并成一件建议，写明地点和要求。"},
        {"when": "七月", "what": "收到答复，代表到现场核对。"},
    ],
}
PEOPLE = {
    "title": "谁站在哪里",
    "nature": "fiction",
    "source": "",
    "people": [
        {"who": "某代表", "position": "想快一点有结果，又怕说错话。"},
        {"who": "街道工作人员", "position": "愿意办，要有材料才好往上报。"},
    ],
}
REALLY = {
    "title": "",
    "nature": "fiction",
    "source": "",
    "text": "<p>街道把三处积水点列进汛前清单，六月底前清淤完毕。</p>",
}
DECISION = {
    "prompt": "（情境为教学编写）居民围上来，要你现在就叫人来清淤。你先做哪一步？",
    "options": [
        {"text": "当场打电话，请熟人派车来", "consequence": "快，可下一次呢？", "best": False},
        {"text": "登记地点，说明会约见负责人", "consequence": "慢一步，步步有据。", "best": True},
    ],
    "done": "先登记、再约见，事情有人接、有期限。",
}
COMPARE = {
    "title": "一件建议的两稿",
    "nature": "fiction",
    "source": "",
    "before": "<p>建议有关部门[1]高度重视积水问题。</p>",
    "after": "<p>建议区住建部门在汛前[2]完成三处管网清淤。</p>",
    "notes": ["“有关部门”没有人会认领。", "有了期限，才好检查。"],
}
TABLE = {
    "table": {
        "columns": [
            {"type": "text", "heading": "积水点"},
            {"type": "number", "heading": "投诉（件）"},
        ],
        "rows": [{"values": ["甲路口", "12"]}, {"values": ["乙小区门口", "7"]}],
        "caption": "三个月的投诉",
    },
    "nature": "fiction",
    "source": "",
}
GRID = {
    "title": "两条路怎么选",
    "columns": ["比什么", "询问", "质询"],
    "rows": [["谁能提", "代表个人", "十名以上联名"], ["答复", "当场或会后", "书面或到会"]],
}
NOTE = {"title": "别越位", "text": "<p>视察时可以提意见，不直接处理问题。</p>"}
STEPS = {
    "title": "三步走",
    "steps": ["<p>先问权属。</p>", "<p>再要材料。</p>", "<p>后走程序。</p>"],
}
DISCUSS = {"questions": ["哪些红灯可能有正当理由？", "公开到哪一格合适？"]}
EXERCISE = {"title": "读报告提问（15 分钟）", "text": "<p>找出三处破绽，各写一个问题。</p>"}
TEXT = "<p>第一难，<b>红灯像结论</b>。数字白纸黑字，看着就像证据。</p>"
