"""People, places, organisations and addresses as Chinese writes them."""

from __future__ import annotations

from random import Random

from tagger.chinese.words import common, words
from tagger.written import Written, joined, marked

PERSON, LOCATION, ORGANISATION, STREET = "person", "location", "organisation", "street_address"

FAMILIES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑"
)
DOUBLE = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "司徒",
    "东方",
    "皇甫",
    "尉迟",
    "慕容",
    "令狐",
    "夏侯",
    "端木",
    "长孙",
    "宇文",
    "公孙",
)
GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲红华建国志海燕云峰波斌宇浩然子轩梓涵雨欣怡佳琪思远晓东春梅雪婷倩颖慧晨阳俊豪嘉怡诗梦瑶若曦一诺可馨欣妍语桐书瑶浩宇博文天佑泽宇皓轩铭哲昊天致远景行"
    "安琪乐彤心怡婉清雅静淑贞凤仙玉珍桂香翠花金凤银花德福永康长青家豪振华少华光辉新民立新卫东向阳爱国建军援朝跃进宝玉黛钗湘熙元春迎探惜巧纨可卿龙虎鹏飞翔翼凯旋胜利成功林森木水火土山川河江湖海星辰月日"
)
SAID = (
    "先生",
    "女士",
    "老师",
    "医生",
    "经理",
    "总",
    "主任",
    "教授",
    "同学",
    "师傅",
    "阿姨",
    "叔叔",
    "哥",
    "姐",
    "律师",
    "护士",
    "校长",
    "局长",
    "警官",
    "主席",
    "总统",
    "部长",
    "大夫",
    "老板",
    "董事长",
    "小姐",
)
FOREIGN = "阿巴贝比布查达戴德迪杜尔法菲弗格哈赫胡霍吉加杰卡凯科克拉莱兰劳勒里利林隆卢鲁罗洛马曼梅米姆莫内尼诺帕佩皮普乔萨塞沙舍史斯苏索塔泰特蒂汤图托瓦威韦维文沃希西休雅亚伊泽扎詹朱兹奥安艾埃"

COUNTRIES = (
    "中国 美国 英国 法国 德国 日本 韩国 俄罗斯 印度 加拿大 澳大利亚 新西兰 意大利 西班牙 葡萄牙 荷兰 比利时 瑞士 瑞典 挪威 芬兰 丹麦 波兰 捷克 奥地利 匈牙利 希腊 土耳其 埃及 南非 肯尼亚 尼日利亚 巴西 阿根廷 墨西哥 智利 秘鲁 "
    "泰国 越南 马来西亚 新加坡 印度尼西亚 菲律宾 缅甸 柬埔寨 老挝 蒙古 朝鲜 巴基斯坦 伊朗 伊拉克 以色列 沙特阿拉伯 阿联酋 哈萨克斯坦 乌克兰 爱尔兰 冰岛 古巴 欧洲 亚洲 非洲 美洲 东南亚 中东 北美"
).split()
PROVINCES = "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门".split()
MAINLAND = tuple(
    "河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海".split()
)
CITIES = (
    "广州 深圳 杭州 南京 成都 武汉 西安 苏州 天津 青岛 大连 宁波 厦门 济南 长沙 郑州 沈阳 哈尔滨 昆明 合肥 福州 南昌 石家庄 太原 长春 贵阳 南宁 兰州 海口 银川 西宁 拉萨 呼和浩特 乌鲁木齐 无锡 佛山 东莞 珠海 中山 惠州 温州 绍兴 嘉兴 金华 台州 "
    "泉州 漳州 烟台 潍坊 临沂 徐州 常州 南通 扬州 镇江 洛阳 开封 襄阳 宜昌 岳阳 株洲 湘潭 桂林 柳州 三亚 遵义 大理 丽江 绵阳 德阳 乐山 咸阳 宝鸡 唐山 保定 邯郸 秦皇岛 大同 包头 鞍山 吉林 大庆 芜湖 九江 赣州 淄博 伦敦 巴黎 纽约 东京 首尔 曼谷 柏林 "
    "洛杉矶 旧金山 悉尼 墨尔本 温哥华 多伦多 莫斯科 罗马 米兰 马德里 巴塞罗那 迪拜 河内 吉隆坡 雅加达 大阪 京都 波士顿 芝加哥 西雅图 华盛顿 维也纳 布拉格 阿姆斯特丹"
).split()
STEMS = "中山 人民 解放 建设 和平 长江 黄河 南京 北京 新华 文化 学府 科技 创新 滨江 滨海 朝阳 东风 红旗 光明 幸福 迎宾 友谊 振兴 复兴 体育 公园 湖滨 龙华 天河 海淀 浦东 徐汇 静安 武侯 锦江 雨花 岳麓 芙蓉 洪山 江汉 思明 鼓楼 玄武 越秀 福田 南山 罗湖 宝安 金水 雁塔 碑林 余杭 西湖 拱墅".split()
KNOWN = (
    "阿里巴巴 腾讯 百度 京东 华为 小米 美团 滴滴 字节跳动 抖音 淘宝 天猫 拼多多 微信 支付宝 网易 新浪 微博 知乎 哔哩哔哩 携程 顺丰 中国移动 中国联通 中国电信 工商银行 建设银行 农业银行 中国银行 招商银行 交通银行 平安银行 中信银行 浦发银行 "
    "中国平安 中国人寿 中石油 中石化 国家电网 比亚迪 格力 海尔 联想 万科 恒大 碧桂园 苹果 谷歌 微软 三星 索尼 丰田 特斯拉 星巴克 麦当劳 肯德基 可口可乐 清华 北大 复旦 浙大 新华社 人民日报 央视 湖南卫视 教育部 外交部 公安部 卫健委 联合国 世界卫生组织 世界银行 "
    "北约 欧盟 美联储 皇家马德里 曼联 湖人队 国安 恒大队 红十字会 铁道部 国务院"
).split()
TRADES = "科技 信息技术 网络 贸易 物流 电子 食品 医药 生物 建筑 装饰 房地产 投资 金融 保险 教育 文化传媒 广告 餐饮 酒店 旅游 服装 汽车 机械 化工 能源 农业 环保 咨询 人力资源 物业".split()
MARKS = (
    "华宏盛达鑫隆泰恒瑞祥和嘉美佳天海博创新源丰顺安康智慧云联众信诚金银玉宝龙凤腾飞远方正大通达利万家乐福星光明亮蓝绿红"
)


def _given(draw: Random) -> str:
    return "".join(draw.choice(GIVEN) for _ in range(draw.choice((1, 2, 2, 2))))


def _family(draw: Random) -> str:
    if draw.random() < 0.03:
        return draw.choice(DOUBLE)
    return draw.choice(FAMILIES[:60] if draw.random() < 0.7 else FAMILIES)


def _foreign(draw: Random) -> str:
    first, last = ("".join(draw.choice(FOREIGN) for _ in range(draw.choice((2, 3, 3, 4)))) for _ in range(2))
    return f"{first}·{last}" if draw.random() < 0.6 else first


def full_person(draw: Random) -> Written:
    """By the whole name."""
    return marked(_foreign(draw) if draw.random() < 0.12 else _family(draw) + _given(draw), PERSON)


def person(draw: Random) -> Written:
    """However somebody is named; what is said after a family's name is not of the name."""
    form = draw.random()
    if form < 0.66:
        return full_person(draw)
    if form < 0.78:
        return marked(_family(draw), PERSON) + Written(draw.choice(SAID))
    if form < 0.84:
        return full_person(draw) + Written(draw.choice(SAID))
    if form < 0.9:
        return marked(draw.choice("小老阿大") + draw.choice((_family(draw), draw.choice(GIVEN))), PERSON)
    if form < 0.96:
        return (
            marked(draw.choice((_given(draw), draw.choice(GIVEN) * 2)), PERSON)
            if draw.random() < 0.9
            else full_person(draw)
        )
    return marked(draw.choice(("Tom", "Lily", "Jack", "Lucy", "Amy", "Kevin", "Cindy", "Leo", "Anna")), PERSON)


def _town(draw: Random) -> str:
    form = draw.random()
    if form < 0.5:
        return draw.choice(CITIES) + draw.choice(("", "", "市"))
    if form < 0.75:
        return common(draw, words().places)
    return draw.choice([*STEMS, draw.choice(GIVEN) + draw.choice(GIVEN)]) + draw.choice(
        ("区", "县", "镇", "市", "乡", "村", "街道")
    )


def location(draw: Random) -> Written:
    """Any place."""
    form = draw.random()
    if form < 0.18:
        return marked(draw.choice(COUNTRIES), LOCATION)
    if form < 0.3:
        return marked(draw.choice((draw.choice(PROVINCES), draw.choice(MAINLAND) + "省")), LOCATION)
    if form < 0.7:
        return marked(_town(draw), LOCATION)
    if form < 0.8:
        return marked(
            draw.choice(MAINLAND)
            + draw.choice(("", "省"))
            + draw.choice(CITIES)
            + "市"
            + (_town(draw) if draw.random() < 0.4 else ""),
            LOCATION,
        )
    return site(draw)


def town(draw: Random) -> Written:
    """A town."""
    return marked(_town(draw), LOCATION)


def site(draw: Random) -> Written:
    """A building, a park, a station."""
    stem = draw.choice((draw.choice(STEMS), draw.choice(CITIES), draw.choice(GIVEN) + draw.choice(GIVEN)))
    ends = "公园 广场 机场 火车站 地铁站 大厦 商场 博物馆 体育馆 图书馆 电影院 酒店 大桥 小区 花园 步行街 市场 山 湖 寺 古镇 风景区 南站 东站".split()
    return marked(stem + draw.choice(ends), LOCATION)


def organisation(draw: Random) -> Written:
    """Any of them."""
    form = draw.random()
    if form < 0.25:
        return marked(draw.choice(KNOWN), ORGANISATION)
    if form < 0.33:
        return marked(common(draw, words().organisations), ORGANISATION)
    if form < 0.6:
        return company(draw)
    town_, ends = (
        _town(draw),
        "大学 医院 第一人民医院 中学 第二中学 小学 银行 公安局 法院 税务局 教育局 人民政府 派出所 幼儿园 出版社 日报 电视台 足球俱乐部 研究院 师范大学 理工大学 职业技术学院 商会 协会 居委会 社区卫生服务中心 支行 分公司".split(),
    )
    return marked(town_ + draw.choice(ends), ORGANISATION)


def company(draw: Random) -> Written:
    """A company."""
    mark = "".join(draw.choice(MARKS) for _ in range(2))
    name = (
        mark
        + draw.choice(TRADES)
        + draw.choice(("有限公司", "有限公司", "股份有限公司", "集团", "公司", "有限责任公司", ""))
    )
    if draw.random() < 0.5:
        name = draw.choice(CITIES) + draw.choice(("", "市")) + name
    return marked(name, ORGANISATION)


def _street(draw: Random) -> str:
    stem = draw.choice(STEMS) if draw.random() < 0.5 else draw.choice(GIVEN) + draw.choice(GIVEN)
    way = draw.choice(
        ("路", "路", "街", "大道", "东路", "西路", "南路", "北路", "大街", "巷", "胡同", "一路", "二路", "中路")
    )
    number = f"{draw.randrange(1, 2000)}{draw.choice(('号', '号', '号', '弄', '号院'))}"
    tail = ""
    if draw.random() < 0.55:
        estate = draw.choice(
            ("", "", draw.choice(STEMS) + draw.choice(("小区", "花园", "大厦", "新村", "公寓", "家园", "广场")))
        )
        block = draw.choice(
            (
                "",
                f"{draw.randrange(1, 40)}栋",
                f"{draw.randrange(1, 40)}号楼",
                f"{draw.choice('ABCDEF')}座",
                f"{draw.randrange(1, 30)}幢",
            )
        )
        unit = draw.choice(("", "", f"{draw.randrange(1, 6)}单元"))
        room = draw.choice(
            ("", f"{draw.randrange(101, 3500)}室", f"{draw.randrange(101, 3500)}", f"{draw.randrange(1, 33)}楼")
        )
        tail = estate + block + unit + room
    return stem + way + number + tail


def street(draw: Random) -> Written:
    """Street, number, and the flat if there is one."""
    return marked(_street(draw), STREET)


def address(draw: Random) -> Written:
    """From the province down to the room."""
    district = draw.choice(STEMS) + "区" if draw.random() < 0.7 else ""
    place = (
        draw.choice((draw.choice(MAINLAND) + "省", draw.choice(PROVINCES), ""))
        + draw.choice(CITIES)
        + draw.choice(("市", "市", ""))
        + district
    )
    return joined([marked(place, LOCATION), street(draw)], draw.choice(("", "", "", " ")))
