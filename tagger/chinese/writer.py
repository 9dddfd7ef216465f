"""One text after the other, of every kind."""

from __future__ import annotations

from random import Random

from tagger.chinese import names
from tagger.chinese.words import common, words
from tagger.written import Slots, Written, joined, plain, write

CHAT = (
    "[你好|您好|喂]，[我是|我叫]{full}，[我的卡丢了|想查一下余额|手机号换了|请尽快处理]。",
    "我住在{address}，[快递什么时候到|请送到门口|麻烦改一下地址]？",
    "收货地址：{address}，收件人：{full}，电话：{phone}",
    "请把{thing}寄到{address}，{full}收。",
    "{person}[说|告诉我|问|回复]{quote}",
    "{person}，[在吗|吃饭了吗|晚上有空吗|帮我看一下{thing}]？",
    "我[妈妈|爸爸|老公|老婆|儿子|女儿|同事|领导|邻居]{full}[忘记了密码|要去{location}|在{organisation}上班]。",
    "[今天|昨天|明天|周末|下周]和{person}去{site}[玩|吃饭|看电影|开会]。",
    "@{person} [快来|你看|哈哈|转发]",
    "转发微博 @{person}：{quote}",
    "[早安|晚安]，{location}！",
    "在{location}[出差|旅游|上学|打工]的[日子|第三天]，{quote}",
    "你们{location}[有分店吗|能送货吗|的网点在哪里]？",
    "我在{organisation}[工作|上班|实习]，[月薪|工资]{money}。",
    "我要投诉{organisation}的{person}，[态度很差|一直不接电话]。",
    "转账给{full}{money}[没有到账|失败了|怎么撤回]？",
    "[恭喜|感谢|支持|喜欢]{person}[！|！！|～|，加油！]",
    "{person}[好帅|好美|太厉害了|演得真好|又上热搜了]",
    "我是{location}人，[今年|已经]{age}岁。",
    "请问{organisation}[怎么走|几点开门|的电话是多少]？",
    "从{location}到{location}[坐什么车|要多久|多少钱]？",
    "{person}和{person}[结婚了|分手了|一起去了{location}|是同学]",
    "[刚刚|昨晚]梦见{person}了，{quote}",
    "跟{person}说一声，{quote}",
    "听说{organisation}[要裁员|涨价了|招人]，[真的吗|大家怎么看]？",
)
NEWS = (
    "{organisation}[董事长|总裁|发言人|主席|负责人]{full}[表示|说|指出|宣布]，{quote}",
    "{location}[警方|法院|政府|消防]{day}[通报|宣布]，{full}[被捕|因涉嫌诈骗被拘留|获释]。",
    "{organisation}{day}在{location}[召开|举行|发布]{thing}[发布会|会议|报告]。",
    "据{organisation}报道，{location}{day}发生[地震|火灾|车祸|洪水]。",
    "{full}，[男|女]，{year}年生，{location}人，毕业于{organisation}，现任{organisation}[经理|院长|主任|研究员]。",
    "{location}[队|代表团]以{score}战胜{location}。",
    "{full}[出生于|生于]{location}，[曾任|现为]{organisation}[教授|记者|书记]。",
    "{organisation}与{organisation}[签署|达成]合作协议，总额{money}。",
    "[总统|总理|首相|国王]{full}{day}[访问|抵达|离开]{location}。",
    "【{organisation}】{quote}",
    "[位于|坐落在]{location}的{site}[今天|近日]正式开放。",
    "{location}、{location}、{location}等地[降雨|降温|限行]。",
    "[演员|歌手|导演|作家|运动员]{full}[出席|主演|获得]了{thing}。",
    "{company}[（|(]{location}[）|)]{year}年[上市|成立|破产]。",
    "（{organisation}[记者|编辑] {full} {location}报道）",
)
FORMS = (
    "姓名：{full}\n性别：男\n住址：{address}\n电话：{phone}",
    "姓名 {full} 身份证号 {number} 籍贯 {location}",
    "患者{full}，{age}岁，因{thing}于{day}入住{organisation}，主治医师{full}。",
    "甲方：{company}\n乙方：{full}\n地址：{address}",
    "联系人：{person}，地址：{address}",
    "收件人：{full} {phone} {address}",
    "发件人：{full}\n收件人：{full}\n主题：{thing}",
    "单位：{organisation}\n职务：经理\n姓名：{full}",
    "【短信】{full}：{quote}",
    "【通话】{full}（{phone}）—— 已接通",
    "参会人员：{full}、{full}、{full}",
    "出发地：{location}\n目的地：{location}\n乘客：{full}",
    "开户行：{organisation}，户名：{full}，账号：{number}",
    "原告：{full}，住{address}。被告：{company}。",
    "地点：{site}\n时间：{day}\n主讲人：{full}（{organisation}）",
    "{full}，{organisation}，{phone}",
    "工作单位：{organisation}",
    "家庭住址：{address}",
    "{address}",
    "{full}",
    "{organisation}",
    "紧急联系人{full}，[父亲|母亲|配偶]，{phone}",
    "学校：{organisation}\n班主任：{person}",
    "{day} {full} {thing} {organisation}",
)
NOBODY = (
    "请问[怎么|如何][激活|冻结|更换|挂失]银行卡？",
    "为什么我的[转账|付款|退款|订单]还没有[到账|成功|处理]？",
    "这个{noun}[真的|太|非常][好用|难用|便宜|贵]了，[推荐|不推荐]购买。",
    "[今天|明天|昨天]天气[很好|不错|太热|下雨]，{quote}",
    "{quote}",
    "{quote}",
    "{quote}",
    "请[点击|打开|关闭|重启]{noun}后重试。",
    "共{number}件，合计{money}，请于{day}前付款。",
    "[第一|第二|第三]章 {phrase}",
    "{adverb}{verb}的{noun}，{adjective}的{noun}。",
    "[春天|夏天|秋天|冬天]的{noun}{adverb}{adjective}。",
    "验证码{number}，五分钟内有效，请勿泄露。",
    "[哈哈哈|呜呜呜|嘻嘻|啊啊啊]，{quote}",
    "外观{adjective}，{noun}也{adverb}{adjective}，物流很快。",
    "[早上|中午|晚上]吃了{noun}，[喝了|配]{noun}。",
)


def _number(draw: Random) -> Written:
    return Written(str(draw.randrange(1, 10 ** draw.choice((1, 2, 4, 6, 11)))))


def _quote(draw: Random) -> Written:
    """A sentence that names nobody, put together by chance."""
    found = words()
    noun, verb, adjective, adverb = found.nouns, found.verbs, found.adjectives, found.adverbs
    shapes = (
        lambda: (
            f"{draw.choice(('我', '你', '他', '她', '我们', '大家', '有人', '这个', '那个'))}{common(draw, adverb)}{common(draw, verb)}{common(draw, noun)}"
        ),
        lambda: (
            f"{common(draw, noun)}{draw.choice(('是', '不是', '有', '没有', '比', '和', '像'))}{common(draw, noun)}{draw.choice(('', '更' + common(draw, adjective)))}"
        ),
        lambda: f"{common(draw, verb)}了{draw.choice(('一个', '两次', '这些', '很多', ''))}{common(draw, noun)}",
        lambda: (
            f"{common(draw, adjective)}的{common(draw, noun)}{draw.choice(('让人', '使我', '会', '可以', '应该'))}{common(draw, verb)}"
        ),
        lambda: common(draw, found.phrases),
        lambda: (
            f"把{common(draw, noun)}{common(draw, verb)}到{common(draw, noun)}{draw.choice(('里', '上', '下', '旁边', ''))}"
        ),
        lambda: (
            f"{draw.choice(('如果', '因为', '虽然', '只要', '不管'))}{common(draw, noun)}{common(draw, adjective)}，{draw.choice(('就', '所以', '但是', '也', '都'))}{common(draw, verb)}{common(draw, noun)}"
        ),
    )
    parts = [draw.choice(shapes)() for _ in range(draw.choice((1, 1, 2, 3)))]
    return Written(
        draw.choice(("，", "，", "。", " ", "、")).join(parts)
        + draw.choice(("", "。", "！", "？", "~", "[哈哈]", "……"))
    )


SLOTS: Slots = {
    "person": names.person,
    "full": names.full_person,
    "location": names.location,
    "town": names.town,
    "site": names.site,
    "organisation": names.organisation,
    "company": names.company,
    "street": names.street,
    "address": names.address,
    "quote": _quote,
    "noun": lambda draw: Written(common(draw, words().nouns)),
    "thing": lambda draw: Written(common(draw, words().nouns)),
    "verb": lambda draw: Written(common(draw, words().verbs)),
    "adjective": lambda draw: Written(common(draw, words().adjectives)),
    "adverb": lambda draw: Written(common(draw, words().adverbs)),
    "phrase": lambda draw: Written(common(draw, words().phrases)),
    "number": _number,
    "phone": lambda draw: Written(
        draw.choice(
            (
                f"1{draw.randrange(3 * 10**9, 10**10)}",
                f"0{draw.randrange(10, 1000)}-{draw.randrange(2 * 10**6, 9 * 10**7)}",
            )
        )
    ),
    "money": lambda draw: Written(f"{draw.randrange(1, 9999)}{draw.choice(('元', '万元', '块', '美元', '亿元'))}"),
    "day": plain(
        ("周一", "星期三", "3月5日", "5月", "昨日", "今天下午", "2023年", "上周", "12日", "近日", "去年", "国庆")
    ),
    "age": lambda draw: Written(str(draw.randrange(1, 99))),
    "year": lambda draw: Written(str(draw.randrange(1930, 2026))),
    "score": lambda draw: Written(f"{draw.randrange(6)}比{draw.randrange(6)}"),
}
_TAILS = ("", "", "。", "！", "\n", " ")


def _mixed(draw: Random) -> Written:
    """A sentence of names and words, such as nobody foresaw."""
    parts = ["{person}", "{organisation}", "{location}", "{person}", "我", "他们", "{full}"]
    return write(
        f"{draw.choice(parts)}{draw.choice(('{adverb}', '', '', '在{location}', '跟{person}'))}{draw.choice(('{verb}', '{verb}', '{verb}了', '的{noun}', '去'))}"
        f"{draw.choice([*parts, '{noun}', '{noun}'])}{draw.choice(('', '', '，{quote}', '的{noun}', '、{person}'))}{draw.choice(('。', '', '！', '？'))}",
        SLOTS, draw,
    )  # fmt: skip


def text(draw: Random) -> Written:
    """A text of one to four parts."""
    parts: list[Written] = []
    for _ in range(draw.choice((1, 1, 2, 2, 3))):
        kind = draw.random()
        if kind < 0.25:
            parts.append(write(draw.choice(NOBODY), SLOTS, draw))
        elif kind < 0.5:
            parts.append(_mixed(draw))
        else:
            templates = CHAT if kind < 0.7 else NEWS if kind < 0.82 else FORMS
            parts.append(write(draw.choice(templates), SLOTS, draw))
        parts.append(Written(draw.choice(_TAILS)))
    return joined(parts)
