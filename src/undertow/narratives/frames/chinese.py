"""Chinese rules, written in simplified characters; traditional ones are mapped to them first."""

from __future__ import annotations

import re

from undertow.narratives.frames.frame import NAME, Language, rules

_HAN = "[\u3400-\u4dbf\u4e00-\u9fff]"
# The commonest surnames: an unregistered name without a dot begins with one of them.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任"
    "沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_PERSON = rf"(?:{NAME}|[{_SURNAMES}]{_HAN}{{1,2}})"
# Between two fixed words a name shows where it begins and ends, whatever it is.
_ANYBODY = "人民|大家|我们|自己|国家|社会|群众|百姓|他们|你们|选民|人|这|那|谁"
_BETWEEN = rf"(?:{NAME}|(?!{_ANYBODY}){_HAN}{{2,4}})"
# An object ends at punctuation; what it may hold is Han, digits and names.
_OBJECT = rf"(?:{_HAN}|\d|{NAME})"

_PATTERNS = {
    "accuse": (
        r"<LEAD>(?P<p>(?:指控|控告|指责|举报)了?(?P<t><P>)(?P<z><ACT><O>{0,12})?)<END>",
        r"(?P<t><P>)(?P<neg><NO>)?被(?P<a><B>)(?:公开|实名)?(?P<p>(?:指控|控告|指责|举报)了?<O>{0,14})<END>",
    ),
    "take_bribe": (
        r"<LEAD>(?P<p>(?:收受|接受|收取|收|拿)了?(?:(?P<t><P>)的?)?(?:<O>{0,6}?)"
        r"(?:贿赂|贿款|黑钱|回扣|好处费))",
        r"<LEAD>(?P<p>(?:收|拿|收受|接受)了?(?P<t><P>)的钱)",
        r"<LEAD>(?P<p>(?:收|拿)了?<O>{2,6}?的(?:黑)?钱)",
        r"<LEAD>(?P<p>受贿)",
    ),
    "bribe": (
        r"<LEAD>(?P<p>(?:贿赂|收买)了?(?P<t><P>))<END>",
        r"<LEAD>(?P<p>向(?P<t><B>)行贿)",
        r"(?P<t><P>)(?P<neg><NO>)?被(?P<a><B>)(?P<p>收买|贿赂)了?<END>",
    ),
    "puppet": (
        r"(?P<a><P>)(?:(?P<neg>不是|并不是|并非|从来不是)|(?:就|只|不过|其实)?是)(?P<p>(?P<t><B>)的"
        r"(?:傀儡|走狗|代理人|棋子|间谍|工具|特务|代言人))",
    ),
    "work_for": (
        r"<LEAD>(?P<p>(?:为|替)(?P<t><B>)(?:效力|卖命|当间谍|做间谍))",
        r"<LEAD>(?P<p>(?:为|替)(?P<t><P>)(?:工作|服务|做事))",
    ),
    "control": (
        r"(?P<t><P>)(?P<neg><NO>)?(?:一直)?被(?P<a><B>)(?P<p>控制|操控|操纵|资助|收编)",
    ),
    "lie": (
        r"<LEAD>(?P<p>(?:向|对)(?P<t><B>)(?:撒谎|说谎|撒了谎|说了谎))",
        r"<LEAD>(?P<p>(?:撒谎|说谎|撒了谎|说了谎))<END>",
    ),
    "steal": (
        r"<LEAD>(?P<p>(?:贪污|盗用|挪用|侵吞)了?<O>{0,10})<END>",
    ),
    "betray": (
        r"<LEAD>(?P<p>(?:出卖|背叛)了?(?P<t><P>))<END>",
        r"(?P<t><P>)(?P<neg><NO>)?被(?P<a><B>)(?P<p>出卖|背叛)",
    ),
    "threaten": (
        r"<LEAD>(?P<p>(?:威胁|恐吓|攻击|辱骂)了?(?P<t><P>))<END>",
        r"(?P<t><P>)(?P<neg><NO>)?被(?P<a><B>)(?P<p>威胁|恐吓|攻击|辱骂)",
    ),
}  # fmt: skip

CHINESE = Language(
    rules=rules(
        _PATTERNS,
        LEAD=r"(?P<a><P>)(?:也|又|曾|曾经|公开|实名|一直|多次|私下|秘密|涉嫌)?(?P<neg><NO>)?"
        r"(?:公开|实名|多次|私下|秘密)?",
        NO=r"(?:没有|没|并未|并没有|未曾|从未|从来没有|从不|未|不曾|不)",
        ACT=r"(?:受贿|贪污|收受|收钱|收取|说谎|撒谎|出卖|泄露|造假|舞弊|挪用|是|在|为)",
        END=r"(?=[\s,，。.!！;；、:：…\"”」』)）#@~]|$)",
        P=_PERSON,
        B=_BETWEEN,
        O=_OBJECT,
    ),
    doubt=re.compile(
        r"[?？吗嘛]|谣言|否认|辟谣|假的|不实|虚假|如果|假如|要是|是否|是不是|有没有|可能|或许|也许|假新闻|"
        r"诽谤|捏造|编造|污蔑|诬|谁|小说|电影|电视剧|剧中|无罪|清白|澄清|道歉|不应|不会|将会|将要|误传|"
        r"传言|不信|怀疑|拒绝|试图|企图|想要|别再|不要再|停止"
    ),
    negation=re.compile(r"没有|没|并未|未曾|从未|不是|并非|从不|不曾|毫无|无人"),
    before=re.compile(
        r"(?:^|[\s,，。.!！;；:：…\"“「『(（#*•|>—]|说|知道|爆料|透露|表示|揭露|曝光|证实|报道|消息|快讯|"
        r"[^\w\s\ue000-\uf8ff、])\s*$"
    ),
)

# Traditional -> simplified, for the characters in these rules; one for one, so places stay.
TO_SIMPLIFIED = str.maketrans(
    "賄賂錢貪汙污盜挪用吞謊說對為替務當間諜賣叛脅恐嚇擊罵責舉報購買實從來沒並過個張劉陳楊黃趙吳孫馬羅鄭"
    "謝許韓馮鄧蕭蔣葉蘇魏呂盧鐘譚陸範賈韋鄒閻龍賀顧龔萬錢嚴湯資編製棋謠闢實虛嗎誰無罪將會應認議員長"
    "聞傳誤電視劇絕試圖懷誹謗誣證訊這",
    "贿赂钱贪污污盗挪用吞谎说对为替务当间谍卖叛胁恐吓击骂责举报购买实从来没并过个张刘陈杨黄赵吴孙马罗郑"
    "谢许韩冯邓萧蒋叶苏魏吕卢钟谭陆范贾韦邹闫龙贺顾龚万钱严汤资编制棋谣辟实虚吗谁无罪将会应认议员长"
    "闻传误电视剧绝试图怀诽谤诬证讯这",
)
