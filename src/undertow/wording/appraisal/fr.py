"""French words for what is judged beyond counts."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    # The verb reads the same in the indicative and the subjunctive: both introductions take it.
    "statement.operation": (
        "cette campagne relève de l’ensemble d’opérations connu sous le nom de {name}"
    ),
    "statement.objective.discredit": "cette campagne cherche à discréditer des responsables",
    "statement.objective.flood": (
        "cette campagne cherche à submerger de commentaires les fils de discussion de responsables"
    ),
    "statement.objective.speak_through": (
        "cette campagne cherche à faire passer ses accusations pour celles d’une seule personne"
    ),
    "basis.operation.low": "Des indices d’une seule nature comptent en sa faveur, ou aucun.",
    "basis.operation.moderate": "Des indices d’au moins deux natures comptent en sa faveur.",
    "basis.objective.low": (
        "Peu de publications, ou des publications en un seul endroit et une seule langue."
    ),
    "basis.objective.moderate": (
        "De nombreuses publications de nombreux comptes, sur plus d’une plateforme ou en plus "
        "d’une langue."
    ),
    "claim.operation": (
        "Parmi les indicateurs de {name}, {n_shown:int} {n_shown:?est présent|sont présents}, "
        "{n_not_shown:int} {n_not_shown:?a été mesuré et est absent|ont été mesurés et sont "
        "absents}, et {n_not_measured:int} n’{n_not_measured:?a pu être mesuré|ont pu être "
        "mesurés}."
    ),
    "claim.operation.ceiling": (
        "La gradation ne peut dépasser « {term} », pour ces motifs : {reasons:list}."
    ),
    "claim.operation.without": "Sans « {name} », le lien serait gradué « {term} ».",
    "claim.operation.stable": "Aucun indicateur ne change à lui seul la gradation.",
    "claim.operation.meaning": (
        "Un lien est une ressemblance dans ce qui a été capté. Il ne désigne aucun acteur, et une "
        "opération peut être imitée."
    ),
    "ceiling.authenticity_open": "l’authenticité des comptes reste indéterminée",
    "ceiling.nothing_published": "rien de ce que des sources en ont publié n’a été trouvé ici",
    "ceiling.no_account_published": (
        "aucun compte d’ici n’a été publié avec son numéro par une source (des mots et des noms "
        "d’utilisateur peuvent être repris)"
    ),
    "ceiling.few_accounts_published": (
        "les comptes d’ici qu’une source a publiés sont peu nombreux parmi ses membres"
    ),
    "ceiling.machine_only": "aucune personne n’en a jugé",
    "hypothesis.commercial-spam": "pourriel commercial",
    "hypothesis.domestic-partisans": "des partisans à l’intérieur du pays",
    "hypothesis.grassroots": (
        "de vraies personnes : une mobilisation citoyenne ou de la diaspora, ou une pétition"
    ),
    "hypothesis.imitation": "quelqu’un qui imite une opération connue",
    "hypothesis.known-operation": "élément d’une opération connue",
    "hypothesis.other-state": "un autre État, ou ceux qui agissent pour lui",
    "hypothesis.researcher-or-prank": "un chercheur, un essai ou un canular",
    "item.closed_engagement": "engagement venant du seul groupe",
    "item.copied_text": "textes surtout copiés",
    "item.creation_batch": "comptes créés par lot",
    "item.new_account": "comptes nouveaux",
    "item.dormant_return": "comptes revenus après un silence",
    "item.filler": "remplissage",
    "item.handle_template": "identifiants d’une même forme",
    "item.regular_schedule": "publication sans repos",
    "item.reused_profile": "profils réutilisés",
    "item.takeover": "comptes détournés",
    "item.near_duplicate_text": "texte copié",
    "item.template": "un modèle de texte",
    "item.platforms": "le même texte sur trois plateformes",
    "item.languages": "la même affirmation en plusieurs langues",
    "item.reply_target": "réponses aux mêmes publications",
    "item.url": "les mêmes liens",
    "item.media": "les mêmes médias",
    "item.waves": "vagues",
    "item.narratives": "quelqu’un présenté comme accusant des responsables",
    "item.published": "comptes déjà publiés",
    "item.quoted": "textes ou liens déjà publiés",
    "item.inauthentic": "inauthenticité",
    "claim.hypotheses": (
        "{n:hypothèse a été confrontée|hypothèses concurrentes ont été confrontées} à "
        "{n_items:constat|constats}. Les moins contredites : {leading:list}."
    ),
    "claim.hypotheses.grassroots": (
        "L’hypothèse « {name} » est contredite par {n_against:constat|constats} sur "
        "{n_items:int} ; son rang est {rank:int}."
    ),
    "claim.hypotheses.sensitive": (
        "Le premier rang dépend de constats isolés ; retirés un à un, ceux-ci le changent : "
        "{items:list}."
    ),
    "claim.hypotheses.stable": "Le premier rang ne dépend d’aucun constat isolé.",
    "claim.hypotheses.meaning": (
        "Les rangs classent les hypothèses selon ce qui les contredit. Ce ne sont pas des "
        "probabilités, et ils ne disent rien en faveur d’une hypothèse."
    ),
    "claim.objective.discredit": (
        "Sur {n_among:publication qui vise|publications qui visent} des responsables, au moins "
        "{n_posts:int} {n_posts:?relaie|relaient} une accusation : on y prête un acte à un "
        "responsable, ou on y donne quelqu’un pour celui qui le dit."
    ),
    "claim.objective.flood": (
        "Sur {n_among:publication qui vise|publications qui visent} des responsables, au moins "
        "{n_posts:int} {n_posts:?répond|répondent} aux mêmes publications que d’autres de la "
        "campagne, presque en même temps."
    ),
    "claim.objective.speak_through": (
        "Sur {n_among:publication qui vise|publications qui visent} des responsables, au moins "
        "{n_posts:int} {n_posts:?donne|donnent} pour auteur des propos quelqu’un qui n’est pas un "
        "responsable."
    ),
    "claim.voice": (
        "Au moins {n_posts:publication|publications} de {n_accounts:compte|comptes} "
        "{n_posts:?donne|donnent} une même personne, qui n’est pas un responsable, pour l’auteur "
        "des propos, en {n_texts:formulation|formulations}."
    ),
    "claim.voice.harm": (
        "La question de savoir si cette personne les a tenus n’a pas été examinée. Quiconque est "
        "ainsi mis à contribution en subit un tort, comme ceux qui sont accusés, et doit être "
        "averti comme eux."
    ),
    "claim.person": (
        "Au moins {n_posts:publication|publications} de {n_accounts:compte|comptes} "
        "{n_posts:?a visé ou nommé|ont visé ou nommé} une personne du registre qui n’est pas un "
        "responsable, entre le {first_at:day} et le {last_at:day}, dont {n_direct:int} par "
        "réponse, mention ou page, les autres par le nom seul."
    ),
    "claim.breakout": (
        "D’après les captures, elle a atteint la catégorie {category:int} sur 6 de l’échelle de "
        "diffusion (Breakout Scale) : {n_platforms:plateforme|plateformes}, et les fils de "
        "{n_pages:page|pages}."
    ),
    "claim.breakout.higher": (
        "Les catégories 4 à 6 (autres médias, personnalités connues, réaction des pouvoirs "
        "publics) ne se voient pas dans les captures ; une personne les inscrit, preuves à l’appui."
    ),
    "claim.reception": (
        "Au moins {n_outside_accounts:compte|comptes} hors de la campagne "
        "{n_outside_accounts:?a répondu à ses publications ou les a relayées|ont répondu à ses "
        "publications ou les ont relayées}, dans {n_outside_posts:publication captée|publications "
        "captées} ; ses propres comptes l’ont fait dans {n_inside_posts:publication|publications}."
    ),
    "claim.reception.none": (
        "Aucune publication captée d’un compte hors de la campagne n’y répond ni ne la relaie ; "
        "ses propres comptes l’ont fait dans {n_inside_posts:publication|publications}."
    ),
    "claim.reception.declared": (
        "Pour {n_declared:int} de ses {n_posts:publication|publications}, les sources déclarent en "
        "tout {n_responses:réponse, relais ou citation|réponses, relais et citations}, quels qu’en "
        "soient les auteurs."
    ),
    "claim.reception.undeclared": (
        "Aucune source ne déclare combien de fois ses publications ont reçu une réponse ou ont été "
        "relayées."
    ),
    "claim.reception.effect": (
        "Ce qui a été vu ou a reçu une réponse ne montre pas qu’un avis ou un vote ait changé ; "
        "aucun effet de ce genre n’a été mesuré."
    ),
}
