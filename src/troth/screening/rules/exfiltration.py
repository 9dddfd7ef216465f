"""What the model knows is to be sent somewhere: in the address of an image or a link, by mail, by a tool."""

from troth.screening.interface import EXFILTRATION, Rule

_KNOWN = (
    r"(?:conversation|chat|history|passwords?|credentials?|api keys?|tokens?|secrets?|personal (?:data|"
    r"information|details)|"
    r"private (?:data|information|key)|system prompt|prompt|user(?:.s)? (?:data|name|input|message|email|"
    r"details|information)|cookies?|"
    r"contacts?|e-?mails?|address book|environment variables?|ssh keys?|files?|credit card|answers?|summary|"
    r"messages?)"
)


def _of(name: str, pattern: str, score: float, planted: float) -> Rule:
    return Rule(f"exfiltration_{name}", EXFILTRATION, pattern, score, planted)


RULES = (
    _of(
        "image",
        r"!\[[^\]]{0,200}\]\(\s*<?https?://[^)\s]{0,300}[?&/=#](?:[^)\s]{0,100}=)?[\[{<$%][^)\n]{0,120}\)",
        0.8,
        0.95,
    ),
    _of(
        "image_named",
        r"!\[[^\]]{0,200}\]\(\s*https?://[^)\s]{0,300}[?&][^)=\s]{0,40}(?:data|secret|prompt|history|chat|"
        r"conversation|token|leak|exfil|"
        r"q|info|msg|content|key|password|summary)=",
        0.6,
        0.8,
    ),
    _of(
        "image_asked",
        r"\b(?:render|display|include|insert|embed|add|append|output|write|print|return|show|"
        r"create)\s+(?:\S+\s+){0,5}?(?:markdown|html|img|image|"
        r"pixel|link)\b[^\n]{0,120}https?://[^\s)]{0,200}(?:[?=]|\[|\{|<|data|log|collect)",
        0.6,
        0.9,
    ),
    _of(
        "send",
        rf"\b(?:send|post|upload|forward|e-?mail|exfiltrate|transmit|submit|leak|copy|share|deliver|"
        rf"pass)\s+(?:\S+\s+){{0,8}}?{_KNOWN}\s+"
        r"(?:\S+\s+){0,8}?(?:to|at|via|into|through)\s+(?:\S+\s+){0,4}?(?:https?://|www\.|[\w.+-]+@[\w-]+\.|"
        r"attacker|evil|this (?:url|address|"
        r"endpoint|server|webhook)|the (?:following )?(?:url|address|endpoint|server|webhook|link) )",
        0.5,
        0.9,
    ),
    _of(
        "in_address",
        rf"\b(?:append|add|attach|put|encode|include|insert|replace|substitut\w+|"
        rf"concatenat\w+)\s+(?:\S+\s+){{0,8}}?{_KNOWN}\s+(?:\S+\s+){{0,8}}?"
        r"(?:url|query (?:string|parameter)|parameter|link|path|address|subdomain)\b",
        0.6,
        0.9,
    ),
    _of(
        "tool",
        r"\b(?:call|invoke|use|run|execute|trigger)\s+(?:\S+\s+){0,4}?(?:tool|function|plugin|api|command|shell|"
        r"bash|terminal|code interpreter)\b"
        r"[^\n]{0,100}\b(?:send|delete|transfer|upload|forward|rm -|curl|wget|post|purchase|exfiltrate)",
        0.5,
        0.85,
    ),
    _of(
        "command",
        r"\b(?:curl|wget|nc|invoke-webrequest)\b[^\n]{0,120}https?://[^\n]{0,160}(?:\$\(|\||-d |--data|env|"
        r"passwd|id_rsa|-x post)",
        0.35,
        0.8,
    ),
    _of(
        "visit",
        r"\b(?:tell|ask|instruct|urge|direct|advise|encourage|suggest|recommend|convince|redirect)\s+(?:the |"
        r"this |that |any )?(?:users?|readers?|customers?|"
        r"people|them|him|her|recipient)\s+(?:\S+\s+){0,6}?(?:visit|click|go to|download|install|open|sign in|"
        r"log in|enter|provide|call|join|follow)\b",
        0.3,
        0.85,
    ),
    _of(
        "chinese",
        r"(?:把|将|請將|请将)[^。！？!?\n]{0,16}(?:对话|聊天记录|密码|密钥|系统提示|个人信息|用户(?:数据|信息)|历史)[^。！？!?\n]{0,16}(?:发送|上传|转发|发到|"
        r"发给|提交|附加|拼接)"
        r"[^。！？!?\n]{0,24}(?:http|www|网址|链接|邮箱|服务器|地址|@)",
        0.7,
        0.9,
    ),
)
