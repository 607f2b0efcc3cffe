"""Words that say nothing about a subject: the most common of English, French and Chinese."""

from __future__ import annotations

ENGLISH = frozenset(
    """a about after again all also am an and any are as at be because been before being but by can
    could did do does doing don't down during each even every few for from further get gets go going
    had has have having he her here hers him his how i if i'm in into is isn't it it's its itself
    just let like me more most much must my never no nor not now of off on once one only or other
    our ours out over own people please really said same say says see she should so some still such
    than that that's the their them then there these they this those through to too under until up
    us very via want was we were what when where which while who whom why will with without would
    yes yet you you're your yours rt amp""".split()
)

FRENCH = frozenset(
    """ai aie ainsi alors après as au aucun aucune aujourd'hui aura aussi autre autres aux avait
    avant avec avez avoir avons bien car ce ceci cela celle celles celui ces cet cette ceux chaque
    chez comme comment contre dans de depuis des dès deux dit doit donc dont du elle elles en encore
    entre es est et étaient était été être eu eux fait faire faut fois font il ils jamais je la
    laquelle le lequel les leur leurs lui ma mais me même mêmes mes moi moins mon ne ni non nos
    notre nous on ont or ou où par parce pas pendant peu peut plus pour pourquoi puis qu quand que
    quel quelle quelles quels qui quoi rien sa sans se sera ses si sien soit son sont sous sur ta
    tandis te tel tes toi ton tous tout toute toutes très trop tu un une va vers voici voilà vont
    vos votre vous à y""".split()
)

STOPWORDS = ENGLISH | FRENCH

# Simplified and traditional. They stand between the words that carry the subject.
HAN_FUNCTION = frozenset(
    """这位 這位 那位 该 該 的 了 着 著 过 過 是 在 和 与 與 及 或 而 就 都 也 又 还 還 很 更 最 把
    被 给 給 让 讓 向 对 對 从 從 到 于 於 以 因为 因為 所以 但是 但 如果 虽然 雖然 我们 我們 你们
    你們 他们 他們 她们 她們 我 你 您 他 她 它 这个 這個 那个 那個 这些 這些 这 這 那 哪
    什么 什麼 怎么 怎麼 为什么 為什麼 谁 誰 没有 沒有 没 沒 不是 不 吗 嗎 呢 吧 啊 呀 们
    們 个 個 一个 一個 一 会 會 能 可以 可 要 必须 必須 应该 應該 已经 已經 已 正在 将
    將 说 說 请 請 大家 自己 之 其 此 并 並 且 只 才 再 里 裡 上 下 中""".split()
)
