"""French words of the back matter: method, coverage, terms, annex."""

from __future__ import annotations

from collections.abc import Mapping

_METHOD = {
    "method.intro": "Les constats viennent de décomptes et de comparaisons, dans cet ordre.",
    "method.pairs": (
        "Paires : deux comptes sont reliés lorsqu’ils font la même chose (répondre à la même "
        "publication, publier le même texte, partager le même lien) à peu de temps d’intervalle, "
        "et ce, à plusieurs reprises."
    ),
    "method.chance": (
        "Hasard : chaque paire est comparée à ce qu’on attendrait si les comptes étaient échangés "
        "au hasard entre des actions de la même semaine et de la même popularité."
    ),
    "method.multiplicity": (
        "Comparaisons multiples : les probabilités sont corrigées en fonction du nombre de paires "
        "qui auraient pu être reliées, de sorte que seule une part fixée d’avance des liaisons "
        "retenues, au plus, soit due au hasard."
    ),
    "method.copies": (
        "Épreuve de l’épreuve : la même comparaison est faite sur des copies des captures où les "
        "comptes ont été échangés au hasard. Les liaisons qu’on y trouve sont dues au hasard ; un "
        "type de liaison qui en compte plus que quelques-unes n’est pas utilisé."
    ),
    "method.accounts": (
        "Comptes : une autre épreuve demande si un compte copie plus que les comptes ordinaires "
        "des mêmes captures, sans ceux qui sont suspects."
    ),
    "method.accounts.reference": (
        "Comptes : une autre épreuve demande si un compte copie plus que les comptes ordinaires, "
        "selon les taux du dossier de référence {case} (SHA-256 de ses taux : {sha256})."
    ),
    "method.groups": (
        "Groupes : les comptes reliés forment des groupes, et chaque compte a une force dans le "
        "sien."
    ),
    "method.signs": (
        "Indices : les comptes d’un groupe sont comparés à des comptes appariés hors du groupe. "
        "Seuls comptent les indices qui diffèrent nettement, et aucun ne pèse lourd à lui seul."
    ),
    "method.rivals": (
        "Explications rivales : des explications innocentes sont mesurées pour chaque groupe, et "
        "leur résultat est imprimé même lorsqu’elles sont écartées. Des comptes ne sont qualifiés "
        "d’inauthentiques que si cette hypothèse devance chacune d’elles d’un écart fixé."
    ),
    "method.waves": (
        "Vagues : périodes où un décompte s’élève nettement au-dessus du rythme de sa propre "
        "série, chacune avec un intervalle pour son début et pour sa fin."
    ),
    "method.never": (
        "La langue, le nom, l’origine ethnique, le fuseau horaire et l’opinion ne sont jamais des "
        "motifs de soupçon."
    ),
    "method.person": (
        "La machine trouve et compte ; c’est une personne qui décide si le constat sert, et "
        "comment."
    ),
    "method.family": (
        "La correction a porté sur {n:paire possible|paires possibles} de comptes, tous types de "
        "liaison confondus."
    ),
    "method.tests.caption": "Ce qui a été mis à l’épreuve",
    "method.tests.layer": "Type de liaison",
    "method.tests.window": "Fenêtre",
    "method.tests.actions": "Actions",
    "method.tests.kept": "Dont comparables",
    "method.tests.accounts": "Comptes",
    "method.tests.pairs": "Paires possibles",
    "method.tests.candidates": "Candidates",
    "method.tests.validated": "Validées",
    "calibration.passed": (
        "Vérifié sur des copies des captures : {layers:list}. Dans le type de liaison qui en a le "
        "plus, une copie où les comptes sont échangés au hasard en donne {mean:dec} en moyenne."
    ),
    "calibration.refused": (
        "Non utilisé : {layer}. {n_real:paire de comptes a|paires de comptes ont} passé l’épreuve, "
        "mais les copies où les comptes sont échangés au hasard {shuffle} en donnent en moyenne "
        "{mean:dec}. Le hasard seul y donne de telles liaisons ; rien dans ce rapport ne repose "
        "sur elles."
    ),
    "calibration.nothing_found": (
        "Aucune copie n’a été nécessaire pour {layers:list} : aucun compte n’y est relié à un "
        "autre."
    ),
    "calibration.not_calibrated": (
        "Non vérifié sur des copies des captures : {layers:list}. Que seule une part fixée "
        "d’avance de ces liaisons, au plus, soit due au hasard ne tient qu’aux hypothèses de "
        "l’épreuve."
    ),
    "calibration.within.week": "au sein de chaque semaine",
    "calibration.within.popularity": "entre actions de popularité comparable",
    "calibration.within.both": "entre actions de la même semaine et de popularité comparable",
    "calibration.caption": (
        "Liaisons trouvées dans les copies où les comptes ont été échangés au hasard"
    ),
    "calibration.layer": "Type de liaison",
    "calibration.shuffle": "Échange",
    "calibration.real": "Trouvées dans les captures",
    "calibration.copies": "Copies",
    "calibration.mean": "Par copie, en moyenne",
    "calibration.most": "Au plus par copie",
    "window.seconds": "{n:int} s",
    "window.minutes": "{n:int} min",
    "window.hours": "{n:int} h",
    "window.days": "{n:jour|jours}",
}

_LIMITS = {
    "coverage.sum": (
        "Dans {n_files:fichier|fichiers}, {n_records:enregistrement|enregistrements} "
        "{n_records:?a été lu|ont été lus} : {n_records:int} = {n_accepted:int} acceptés + "
        "{n_duplicate:int} déjà vus + {n_ignored:int} laissés de côté en vertu d’une règle nommée "
        "+ {n_quarantined:int} mis en quarantaine."
    ),
    "coverage.missing": (
        "Les sources elles-mêmes font état d’au moins {n:autre réponse|autres réponses} que les "
        "captures ne contiennent pas. Chaque nombre de publications est donc un minimum."
    ),
    "coverage.platforms.caption": "Ce qui a été capturé, par plateforme",
    "coverage.platforms.platform": "Plateforme",
    "coverage.platforms.posts": "Publications",
    "coverage.platforms.missing": "Annoncées, non recueillies",
    "coverage.platforms.deleted": "Supprimées depuis",
    "coverage.platforms.first": "Du",
    "coverage.platforms.last": "Au",
    "coverage.platforms.unknown": "non annoncées",
    "coverage.never.caption": "Ce qu’aucune capture d’une plateforme ne fournit",
    "coverage.never.platform": "Plateforme",
    "coverage.never.fields": "Champs non recueillis",
    "coverage.gaps": (
        "Sur les pages de {n_targets:responsable|responsables}, {n:réponse annoncée|réponses "
        "annoncées} {n:?manque|manquent}."
    ),
    "coverage.contradictions": (
        "{n:enregistrement donne|enregistrements donnent} une heure qui n’est pas celle que la "
        "plateforme a inscrite dans l’identifiant : la capture a été modifiée, ou convertie avec "
        "un mauvais fuseau horaire. Ce qui repose sur {n:?lui|eux} est à prendre avec prudence."
    ),
    "coverage.contradictions.caption": "Enregistrements dont l’heure contredit l’identifiant",
    "coverage.contradictions.platform": "Plateforme",
    "coverage.contradictions.record": "SHA-256 de l’enregistrement",
    "coverage.contradictions.claimed": "Heure donnée (UTC)",
    "coverage.contradictions.told": "Heure de l’identifiant (UTC)",
    "coverage.ignored.caption": "Enregistrements laissés de côté, par règle",
    "coverage.ignored.code": "Règle",
    "coverage.ignored.n": "Enregistrements",
    "coverage.quarantined.caption": "Enregistrements mis en quarantaine, par motif",
    "coverage.quarantined.code": "Motif",
    "coverage.quarantined.n": "Enregistrements",
    "limits.captures": (
        "Seul ce qui a été capturé a été examiné. Une plateforme, un fil ou une période qui ne "
        "figure pas dans les captures n’est pas couvert, et chaque nombre est un minimum."
    ),
    "limits.recall": (
        "Les comptes qui ne publient qu’une ou deux fois, ou qui n’ont rien en commun avec "
        "d’autres, ne peuvent être reliés par cette méthode. Il en manque donc parmi ceux qui ont "
        "pris part à l’activité."
    ),
    "limits.effect": (
        "Rien n’est dit de l’effet. Qu’un texte ait été publié, ou vu, ne montre pas qu’il ait "
        "changé une opinion ou un vote."
    ),
    "limits.language": (
        "La langue d’une publication est celle qu’indique la source ; lorsque la source n’en dit "
        "rien, le rapport non plus."
    ),
    "limits.targets": (
        "Les responsables sont ceux du registre du dossier, sous les identifiants et les noms qui "
        "y figurent. D’autres n’ont pas été recherchés."
    ),
    "limits.deleted": (
        "Les publications et les comptes retirés avant la capture ne laissent aucune trace dans "
        "les décomptes."
    ),
}

_TERMS = {
    "terms.note": (
        "La probabilité dit à quel point un énoncé est probable. Le degré de confiance dit à quel "
        "point ce jugement est fondé. Les deux ne sont jamais confondus."
    ),
    "terms.title_note": (
        "Dans les titres, les termes « probable », « très probable » et « presque certaine » ont "
        "le sens que leur donne le tableau."
    ),
    "terms.likelihood.caption": "Termes de probabilité",
    "terms.likelihood.term": "Terme",
    "terms.likelihood.range": "Fourchette",
    "terms.confidence.caption": "Degrés de confiance",
    "terms.confidence.term": "Terme",
    "terms.confidence.meaning": "Sens",
    "terms.confidence.low": "Peu d’information, ou une information qui permet d’autres lectures.",
    "terms.confidence.moderate": (
        "Information crédible et plausible, mais d’une seule source ou insuffisamment corroborée."
    ),
    "terms.confidence.high": (
        "Information de bonne qualité, de plusieurs sources indépendantes. Ce n’est pas une "
        "certitude."
    ),
    "terms.glossary.caption": "Autres termes",
    "terms.glossary.term": "Terme",
    "terms.glossary.meaning": "Sens",
    "terms.coordinated": "Coordonné",
    "terms.coordinated.meaning": (
        "Des comptes agissent ensemble plus que le hasard ne le permet. Des amis, des collègues, "
        "des militants et des admirateurs le font aussi."
    ),
    "terms.inauthentic": "Inauthentique",
    "terms.inauthentic.meaning": "Des comptes donnent une fausse image de ce qu’ils sont.",
    "terms.explained": "Expliqué",
    "terms.explained.meaning": (
        "Une explication innocente rend compte de ce que les comptes ont en commun."
    ),
    "terms.commercial": "Pourriels publicitaires",
    "terms.commercial.meaning": (
        "Comptes qui font de la publicité ensemble. Ils sont coordonnés, mais leur but est "
        "l’argent, et ils ne sont pas présentés comme une campagne."
    ),
    "terms.attributed": "Attribué",
    "terms.attributed.meaning": (
        "Quelqu’un est désigné comme étant derrière l’activité : un jugement que des personnes "
        "portent, signent et peuvent retirer, et qu’aucune machine ne porte."
    ),
    "terms.campaign": "Campagne",
    "terms.campaign.meaning": (
        "Activité coordonnée dont aucune explication innocente ne rend compte et qui ne relève pas "
        "des pourriels publicitaires."
    ),
    "terms.group": "Groupe",
    "terms.group.meaning": "Comptes plus étroitement reliés entre eux qu’à d’autres.",
    "terms.wave": "Vague",
    "terms.wave.meaning": "Période d’activité supérieure au rythme habituel.",
    "terms.surge": "Pointe",
    "terms.surge.meaning": "Partie la plus dense d’une vague.",
    "terms.q_value": "q",
    "terms.q_value.meaning": (
        "Part de faux constats à laquelle s’attendre si l’on retient tout ce qui est au moins "
        "aussi fort."
    ),
    "terms.interval": "Intervalle à 95 %",
    "terms.interval.meaning": (
        "Fourchette qui contient la vraie valeur dans 95 répétitions sur 100, selon le modèle "
        "employé."
    ),
    "terms.evidence": "Preuve",
    "terms.evidence.meaning": (
        "Enregistrement capturé dont les octets exacts sont conservés et hachés."
    ),
}

_ANNEX = {
    "annex.chain": (
        "Chaque énoncé ci-dessus porte l’identifiant de son affirmation. Chaque affirmation repose "
        "sur des enregistrements ; chaque enregistrement mène aux octets exacts qui ont été "
        "capturés, par leur empreinte SHA-256."
    ),
    "annex.verify": (
        "Quiconque détient le dossier peut tout vérifier sans réseau et sans faire confiance à ses "
        "auteurs :"
    ),
    "annex.flipped": (
        "La commande recalcule chaque empreinte et chaque liaison. Si un seul octet des preuves a "
        "été modifié, elle échoue et nomme les affirmations qui tombent."
    ),
    "annex.stamp.none": (
        "Le journal de possession des preuves est chaîné par empreintes, sans horodatage externe : "
        "il montre l’ordre de ce qui a été fait, et aucun tiers ne se porte garant du moment."
    ),
    "annex.stamp.some": (
        "Le journal de possession des preuves est chaîné par empreintes, et une autorité externe "
        "l’a horodaté pour la dernière fois le {at:minute}. Ce qui a été consigné ensuite n’est "
        "pas couvert par cet horodatage."
    ),
    "annex.caption": (
        "Campagne {number} : affirmations et premiers enregistrements sur lesquels chacune repose"
    ),
    "annex.claim": "Affirmation",
    "annex.kind": "Objet",
    "annex.records": "Enregistrements",
    "annex.samples": (
        "Premiers enregistrements : identifiant de preuve et empreinte SHA-256 des octets bruts"
    ),
    "annex.none": "Aucune campagne n’a été constatée ; aucune affirmation n’appelle de preuve.",
    "kind.activity": "activité",
    "kind.waves": "vague",
    "kind.platforms": "plateformes",
    "kind.languages": "langues",
    "kind.accounts": "comptes",
    "kind.targets": "responsables, répartition",
    "kind.target": "un responsable",
    "kind.narrative": "texte",
    "kind.strength": "solidité",
    "kind.alternatives": "explications innocentes",
    "kind.person": "une personne, non responsable",
    "kind.voice": "à qui des propos sont prêtés",
    "kind.operation": "opération connue",
    "kind.hypotheses": "hypothèses concurrentes",
    "kind.objective": "objectif",
    "kind.breakout": "diffusion",
    "kind.reception": "accueil",
}

PHRASES: Mapping[str, str] = _METHOD | _LIMITS | _TERMS | _ANNEX
