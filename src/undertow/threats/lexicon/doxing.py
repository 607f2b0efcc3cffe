"""Private information, and calls to find it, in English, French and Chinese.

What an office publishes about itself is not private: addresses and numbers in the company of words
for an office are left out, unless the text speaks of somebody's home as well (see
``undertow.threats.screen``).
"""

from __future__ import annotations

from undertow.threats.rule import Lexicon, Rule

_CLASSES = {
    "STREET": (
        r"(?:street|st|avenue|ave|av|road|rd|drive|dr|lane|ln|crescent|cres|boulevard|boul|blvd|court|ct|place|pl"
        r"|terrace|way|circle|trail|parkway|pkwy|highway|hwy|close|square|sq|gardens?|grove|mews|heights|hill|row|walk|bay|gate|point|route|line|sideroad|concession)"
    ),
    "VOIE": (
        r"(?:rue|avenue|av|boulevard|boul|chemin|ch|rang|place|cote|montee|route|allee|impasse|ruelle|croissant"
        r"|promenade|terrasse|quai|cours|square|autoroute|sentier|carre)"
    ),
    "WHOSE": r"(?:his|her|their|the (?:mp|minister|mayor|senator|premier|councillor)'?s|quist'?s|this \w+'s|(?-i:[A-Z][a-z]+)(?: (?-i:[A-Z][a-z]+))?'s)",
    "KIN": (
        r"(?:kids?|children|sons?|daughters?|wife|husband|spouse|partner|girlfriend|boyfriend|mother|father|mom|mum|dad"
        r"|parents|brother|sister|siblings|family|baby|boys?|girls?|grandkids|grandmother|grandparents|in-laws|ex|nephew|niece|aunt|uncle|teenagers?)"
    ),
    "PARENT": (
        r"(?:enfants?|fils|filles?|femme|mari|conjointe?|mere|pere|parents|frere|soeur|blonde|chum|gars|garcons?"
        r"|famille|bebe|petits?|grand-mere|ado|ex|belle-mere|neveu|niece|ados|jumeaux)"
    ),
    "PRIVATE_MAIL": (
        r"(?:gmail|hotmail|outlook|live|yahoo|ymail|icloud|me|msn|aol|proton|protonmail|pm|gmx|mail|tutanota|videotron"
        r"|bell|rogers|shaw|telus|sympatico|cogeco|eastlink|163|126|qq|sina|sohu|foxmail|yeah|139|189|aliyun|zoho|fastmail)"
    ),
    "QIN": r"(?:儿子|女儿|孩子|老婆|老公|妻子|丈夫|太太|先生|父母|爸妈|爸爸|妈妈|爸|妈|父亲|母亲|家人|哥哥|姐姐|弟弟|妹妹|爷爷|奶奶|岳母|岳父|情人|女友|男友|外公|外婆)",
}  # fmt: skip

_RULES = (
    # Where somebody lives.
    Rule("address", "possible", r"(?<![\w#$.])\d{1,5}[a-z]?,?(?: (?:[nsew]\.?|\w[\w'.-]*)){1,3}? <STREET>\b\.?(?!\s*(?:ago|later|votes?))"),
    Rule("address_numbered", "possible", r"(?<![\w#$.])\d{1,5} (?:county road|highway|hwy|rural route|rr|concession|range road|township road|line|sideroad|regional road)(?: no\.?)? \d{1,4}\b"),
    Rule("adresse", "possible", r"(?<![\w#$.])\d{1,5}[a-z]?,? ?(?:bis,? |ter,? )?(?:(?:e|re|er|ieme) )?<VOIE>\.? (?:de |du |des |d'|de la |la |le |l'|saint|st|ste)?[\w'-]+"),
    Rule("postal_code", "possible", r"\b[abceghj-nprstvxy]\d[abceghj-nprstv-z][ -]?\d[abceghj-nprstv-z]\d\b"),
    Rule("address_zh", "possible", r"[一-鿿]{1,8}(?:路|街|道|巷|弄|胡同|大道|大街|里|村|镇|区|苑|园|小区|花园|公寓|大厦|新村)\s?\d{1,5}\s?(?:号|弄|栋|幢|座|楼|室|單元|单元|户|之)[院楼]?|\d{1,4}\s?(?:栋|幢|号楼|单元|室|弄)\s?\d*|(?:小区|花园|公寓|苑)\s?\d{1,3}(?:栋|幢|座|号|-)"),
    Rule("lives_at", "explicit", r"\b(?:lives?|living|resides?|stays?|sleeps?|residence is|home is|house is|hides?|found|living) (?:right |just |now |at home |alone |with \w+ )*(?:at|on|in|near|behind|across|next to|around|off|two|a few|by)(?:~| )(?:\d|the \w+ (?:house|home|building|condo|apartment|retirement)|(?-i:[A-Z])\w+ (?:<STREET>)\b|\w+ (?:blocks?|doors?|streets?|houses?) )|\b(?:home|house|private|personal|residential|his|her|their|mp'?s|minister'?s|current|full|exact) (?:home )?address(?:es)?(?: is| :|:|'s)?|\baddress (?:is|for|of)\b|\bhere(?:'s| is| are)? (?:exactly |also )?(?:where|his|her|their|the)(?: \w+){0,3} (?:lives?|address|home|house|cell|number|phone|sleeps|plate|email|sin)|\bwhere (?:he|she|they|quist|the (?:mp|minister)|you can find (?:him|her|them)|you'll find (?:him|her|them)|this \w+) (?:lives?|sleeps?|parks?|stays?)|\b(?:his|her|their|\w+'s) (?:house|home|apartment|condo|cottage|place|car|driveway) (?:is|number|has|looks|sits|with)\b(?=.{0,50}(?:\d|blue|red|white|green|grey|gray|corner|next|across|behind|at|on|beside|brick|door))|\bfind (?:him|her|them) at\b|\b(?:pay|paying) (?:him|her|them|\w+)(?: \w+){0,2} visit\b(?=.{0,60}\d)|\byou'?ll find (?:him|her|them)\b|\bhome address\b"),
    Rule("habite", "explicit", r"\b(?:habite|reste|demeure|loge|vit|vivent|habitent|restent|reside|crèche|se cache) (?:juste |presentement |actuellement |toujours |seule? |avec \w+ )*(?:au|a|sur|dans|chez|en|pres|derriere|en face|a cote|coin|proche)(?:~| )?(?:\d|(?:la |l'|le )?(?:residence|rue|avenue|boulevard|chemin|rang|coin|maison|immeuble|deux|trois|quelques|condo|bloc|tour)\b)|\b(?:adresse|domicile) (?:personnelle|privee|exacte|complete|de la maison|du depute|de la deputee|du ministre|de la ministre|perso|residentielle|est|:|a la maison|actuelle|de \w+)|\b(?:son|sa|leur|voici (?:son|sa|leur|l'|ou)|voila (?:son|ou|l')|c'est (?:son|ici qu')) ?(?:adresse|domicile|(?:il|elle) (?:habite|reste|vit|demeure))|\bou (?:il|elle|ce depute|la ministre|le ministre|\w+) (?:habite|reste|vit|demeure|dort|stationne)|\b(?:sa|la|leur) maison (?:est|se trouve|de \w+|,|c'est|au|situee|a)(?=.{0,50}(?:\d|bleue|rouge|blanche|coin|porte|rue))|\b(?:trouver|trouvez|trouve|trouverez|trouvera)(?:~| )(?:au|a la|chez|sur) \d|\brendre (?:\w+ )?visite\b(?=.{0,60}\d)|\badresse (?:du|de la) (?:depute|ministre)"),
    Rule("zhuzhi", "explicit", r"住址|家庭(?:住)?址|家庭地址|家的?地址|(?:他|她|你|议员|部长|其|私人)(?:的)?(?:详细)?地址|地址(?:是|:|：|曝光|在这|公布|如下|已)|(?:他|她|其|议员|部长|林若水|[一-鿿]{2,3})(?:现在|目前|就|一家|一个人|现)?住(?:在|址|的地方|[一-鿿]{1,6}(?:路|街|小区|花园|区|村|镇|号|楼|旁|附近|公寓|苑|大道|巷))|(?:他|她|议员|部长|林若水)家(?:就)?(?:在|住|的?门牌|是)|(?:的)?(?:房子|豪宅|别墅|公寓)(?:就)?(?:在|位于)|(?:可以|能)?在[一-鿿]{1,8}\d+号(?:可以)?(?:找|堵)到|门牌号|户籍|户口(?:本|信息|地址)|(?:父母|爸妈|家人)(?:就)?住"),
    # How somebody is reached.
    Rule("phone", "possible", r"(?<![\d/.-])(?:\+?1[ .-]?)?(?!8(?:00|88|77|66|55|44|33)\b|\(8(?:00|88|77|66|55|44|33)\)|613[ .-]99\d|613[ .-]943)(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])[2-9]\d\d[ .-]\d{4}(?![\d-])"),
    Rule("phone_plain", "possible", r"(?:\b(?:call|phone|cell|text|number|mobile|tel|whatsapp|telephone|cellulaire|numero|appelez|textez)\b|电话|手机|号码|联系方式).{0,25}?(?<!\d)(?:\+?1)?[2-9]\d\d[2-9]\d{6}(?!\d)"),
    Rule("phone_cn", "possible", r"(?<![\d.])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![\d.])"),
    Rule("phone_words", "explicit", r"\b(?:his|her|their|\w+'s|personal|private|home) (?:personal |private |home |direct |own )?(?:cell(?: ?phone)?|phone|mobile|number|landline|telephone|whatsapp|telegram|e-?mail|gmail)(?: number| account| address)?\b(?=.{0,40}(?:\d{3}|@))|\b(?:call|text|ring|phone|e-?mail|blow up|spam|flood)(?: (?:him|her|them|the \w+|his|her|their|\w+'s)).{0,40}(?:\d{3}[ .)-]|@\w)|\b(?:son|sa|leur|voici|le) (?:numero|cell(?:ulaire)?|telephone|courriel|adresse (?:courriel|perso)|tel|adresse)\b.{0,50}(?:\d{3}|@\w)|\b(?:appelez|textez|sonner|sonnez|ecrivez|inondez|telephonez)[- ](?:le|la|les|lui|leur|son|sa)\b.{0,50}(?:\d{3}[ .)-]|@\w)|(?:他|她|老婆|老公|妈|爸|私人|家里|家|议员|林若水|部长|打爆|本人|孩子|其|儿子|女儿)(?:妈|的|私人|家里|老婆)*(?:手机|电话|号码|座机|微信|邮箱|QQ|微博小号|联系方式)(?:号码|号)?.{0,8}(?=[\d+@a-zA-Z])|(?:打|打爆|骚扰|呼死).{0,6}电话|(?:加|搜)(?:她|他)(?:的)?(?:微信|QQ|qq)|(?:她|他)的?(?:微信|QQ|qq)号?"),
    Rule("private_mail", "possible", r"[\w.+-]{2,}@<PRIVATE_MAIL>\.(?:com|ca|net|cn|me|org|fr|com\.cn|ch|qc\.ca)\b"),
    # Who somebody's family is, and where they are to be found.
    Rule("family", "explicit", r"(?:\b(?:his|her|their|your|ur|the (?:mp|minister)'?s|quist'?s)|\b\w+'s) (?:\w+ )?<KIN>(?:'?s)?(?: \w+)? (?:go(?:es)? to|attends?|studies|study at|works?(?: at| for| in)?|is (?:a|an|the) \w+(?: \w+)? (?:at|in|for)|teaches|lives?|living|live|plays?|(?:is|are) in (?:grade|kindergarten|class|the \w+ retirement)|(?:is|are) (?:at|in) (?:the )?\w+ (?:school|daycare|academy|elementary|college|high)|(?:is|are) enrolled|takes? (?:the )?(?:bus|school bus|ballet|piano|swimming)|trains?|swims|dances|runs? (?:a|the)|owns?|walks? home|parks?|waits|practi[cs]es|volunteers|school is|daycare is|gets off)\b"),
    Rule("famille", "explicit", r"\b(?:son|sa|ses|leurs?|ton|ta|tes|votre|vos) (?:\w+ )?<PARENT>(?: \w+)? (?:vont|va|vas|frequent\w+|etudi\w+|travaill\w+|enseign\w+|habit\w+|viv?t|vivent|jou\w+|rest\w+|demeur\w+|(?:est|sont) (?:en|a|au|inscrit\w*|professeure?|prof|infirmi\w+|enseignante?|caissi\w+|medecin|dentiste)|prend\w*|dort|dans(?:e|ent)|suit|s'entrain\w+|fai[st]|nage|attend\w*|ont? cours)\b(?=.{0,60}\b(?:ecole|college|cegep|garderie|cpe|universite|clinique|hopital|rue|rang|residence|arena|usine|magasin|boutique|banque|bureau|parc|annee|maternelle|autobus|piscine|centre|aux|moulin|village|quartier|chez|avenue|chalet|academie|restaurant|cours|salon|epicerie|gym|club|aréna|stade)\b)"),
    Rule("jiaren", "explicit", r"(?:他|她|你|议员|部长|其|林若水)(?:的)?(?:.{0,2})<QIN>(?:们)?(?:.{0,6}?)(?:在.{1,14}?(?:小学|中学|高中|学校|大学|幼儿园|上班|工作|读书|念书|诊所|医院|公司|班|体育馆|超市|教书|学院|商场|银行|练|上课|开店|补习|锦江区)|(?:是|当).{1,12}(?:的)?(?:老师|医生|护士|员工|学生|店员|职员|经理|会计|教练)|(?:上|读|念)(?:.{0,8})(?:年级|小学|中学|幼儿园|学校)|就?住|每(?:天|周|个).{1,12}|叫[一-鿿]{2,4}|坐.{0,6}校车|放学)"),
    # Papers and plates.
    Rule("sin", "explicit", r"(?:\b(?:sin|nas|social insurance|assurance sociale|social security|ssn)\b|社保|社会保险).{0,25}?\d{3}[ -]?\d{2,3}[ -]?\d{3,4}"),
    Rule("sin_plain", "possible", r"(?<![\d-])\d{3}([ -])\d{3}[ -]\d{3}(?![\d-])"),
    Rule("id_cn", "explicit", r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dx](?!\d)|身份证|户口号|护照(?:号|号码)?.{0,4}[a-z]?\d|社保号"),
    Rule("papers", "explicit", r"\b(?:passport|driver'?s? licen[cs]e|health card|licen[cs]e (?:number|plate)|plate (?:number|is|#)|plates?|bank account|credit card|date of birth|dob|born on|medicare|ohip|phn|immatriculation|plaque|passeport|permis(?: de conduire)?|assurance[- ]maladie|carte (?:soleil|d'assurance)|carte de credit|compte (?:bancaire|de banque)|date de naissance|nee? le)\b.{0,30}?(?=\w*\d)[\w-]{3,}|(?:车牌|牌照|驾照|银行卡|银行账号|护照|社保|出生日期|生日|车牌号).{0,8}?(?=[一-鿿A-Za-z]?[A-Za-z]*\d)[一-鿿\w-]{4,}"),
    # Calls to find it, or to look where it is.
    Rule("call", "possible", r"\bdoxx?(?:ed|ing|es)?\b(?! (?:is|are) (?:a crime|wrong|illegal))|\b(?:post|share|find|leak|publish|drop|get|need|release|spread|give|send|has|have|knows?|want)(?: \w+){0,4} (?:(?:home )?address|phone number|cell number|personal info(?:rmation)?|private info(?:rmation)?|where (?:he|she|they) lives?|licen[cs]e plate|his number|her number|home number|personal details)\b(?! (?:for the (?:office|event|rally)|of the (?:office|event|polling)))|\b(?:publi\w+|trouv\w+|partag\w+|diffus\w+|envoy\w+|donn\w+|cherch\w+|met\w+|a|as|ait|connait|sait)(?: \w+){0,4} (?:adresse (?:personnelle|privee|perso|de la maison|domiciliaire)|son adresse|numero de (?:cell\w*|telephone)|infos? (?:personnelles|privees|perso)|coordonnees (?:personnelles|privees)|informations? (?:personnelles?|privees?)|sa plaque|son domicile|son numero)|\b(?:infos?|informations?|donnees|coordonnees) (?:personnelles|privees)|\bpersonal info\b|\bou (?:est-ce qu'il|est-ce qu'elle|il|elle) (?:habite|reste|demeure)|人肉(?!搜索引擎)|开盒|开户(?:信息|籍)|(?:挖|扒|曝|查|爆|公布|公开|曝光|放|发|求|找|晒)(?:出|光|到|一下|他|她|出来|个)*(?:的)?(?:个人信息|隐私|住址|电话|家庭|身份|手机号|底细|信息|行踪|资料|住处|老底|家底|联系方式|车牌)|(?:信息|资料|隐私|户籍)(?:都|全)?(?:挖|扒|曝|公布|公开|放|爆|在这|发)"),
)  # fmt: skip

LEXICON = Lexicon("mul", "doxing", _CLASSES, (), _RULES)
