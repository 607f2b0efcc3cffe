"""French words of the report."""

from __future__ import annotations

from collections.abc import Mapping

_PAGE = {
    "page.kind": "Évaluation d’une activité coordonnée",
    "page.status": "ÉBAUCHE – produite par machine, ni diffusée ni signée",
    "page.status.released": "Diffusé – signé par deux personnes",
    "page.skip": "Aller au texte",
    "page.contents": "Table des matières",
    "page.facts": "En bref",
    "page.likelihood": "Probabilité",
    "page.confidence": "Degré de confiance",
    "page.key_judgement": "Jugement principal",
    "page.claim": "Preuves de l’affirmation",
    "page.data": "Données de la figure",
    "page.data_of_figures": "Données des figures",
    "page.signatures": "Examen et approbation",
    "page.figure": "Figure {number}",
    "page.table": "Tableau {number}",
    "page.claim_column": "Affirmation",
    "page.scroll": "Défilement possible",
    "page.footer": (
        "Produit par undertow. Les mêmes tables donnent toujours le même rapport, en français et "
        "en anglais."
    ),
    "page.reviewed": "Révisé par",
    "page.approved": "Diffusion approuvée par",
    "page.date": "Date",
}

_REVIEW = {
    "release.withdrawn": (
        "Une édition du présent rapport diffusée le {at:day} a été retirée le {ended:day} : {why}."
    ),
    "review.removed": (
        "{n:compte|comptes} de cette campagne {n:?a été retiré|ont été retirés} après examen par "
        "une personne et ne {n:?figure|figurent} dans aucune liste ni aucun export."
    ),
    "review.counts": (
        "Les nombres et les tableaux du présent rapport ont été mesurés auparavant et comptent "
        "toujours l’activité de ces comptes."
    ),
    "review.doubted": (
        "Une personne met en doute ce qui a été constaté de {n:compte|comptes} de cette campagne."
    ),
    "review.campaigns": (
        "{n:campagne|campagnes} que la machine avait {n:?trouvée a été rejetée|trouvées ont été "
        "rejetées} après examen et ne {n:?figure|figurent} pas ici."
    ),
    "review.claims": (
        "{n:affirmation|affirmations} {n:?a été rejetée|ont été rejetées} après examen et ne "
        "{n:?figure|figurent} pas ici."
    ),
    "review.accounts": (
        "{n:compte|comptes} {n:?a été retiré|ont été retirés} après examen; les nombres comptent "
        "toujours {n:?son|leur} activité."
    ),
}

_TITLES = {
    "title.none": "Aucune campagne coordonnée constatée",
    "title.open": "Activité coordonnée d’authenticité indéterminée",
    "title.likely": "Activité coordonnée inauthentique probable",
    "title.very_likely": "Activité coordonnée inauthentique très probable",
    "title.almost_certainly": "Activité coordonnée inauthentique presque certaine",
    "subtitle": "{n:campagne|campagnes}, du {start:day} au {end:day}",
    "subtitle.none": "Résultat de l’examen des captures réunies pour ce dossier",
    "facts.accounts": "Comptes, au moins",
    "facts.posts": "Publications, au moins",
    "facts.targets": "Responsables visés, au moins",
    "facts.platforms": "Plateformes",
    "facts.files": "Fichiers lus",
    "facts.records": "Enregistrements lus",
    "facts.groups": "Groupes examinés",
    "facts.purpose": "Objet du dossier",
    "facts.fingerprint": "Empreinte des affirmations",
    "section.summary": "Sommaire",
    "section.campaign": "Campagne {number}",
    "section.what": "Ce qui s’est passé",
    "section.when": "Quand",
    "section.actors": "Qui agit",
    "section.targets": "Qui est visé",
    "section.texts": "Quels textes circulent",
    "section.strength": "Quelle est la solidité du constat",
    "section.against": "Ce qui plaide contre ce constat",
    "section.groups": "Autres groupes qui agissent ensemble",
    "section.method": "Méthode",
    "section.coverage": "Couverture et limites",
    "section.terms": "Termes",
    "section.annex": "Annexe des preuves",
}

_SUMMARY = {
    "summary.campaign": "Campagne {number}.",
    "summary.ladder": "Coordonné ne veut pas dire inauthentique, et inauthentique ne veut pas dire "
    "attribué.",
    "summary.no_attribution": (
        "Le présent rapport ne fait aucune attribution : il ne nomme aucun État, aucune "
        "organisation ni aucune personne qui serait derrière cette activité."
    ),
    "summary.status": (
        "Ce texte est une ébauche produite par machine ; une personne désignée révise et signe "
        "toute évaluation avant qu’elle ne serve."
    ),
    "summary.status.released": (
        "Une personne a proposé la diffusion du présent rapport et une autre l’a approuvée; le "
        "dossier conserve leurs noms."
    ),
    "summary.at_least": (
        "Tous les nombres sont des minimums : ils portent sur ce qui a été capturé, et non sur "
        "tout ce qui a été publié."
    ),
    "summary.not_judged": (
        "Aucun jugement n’est porté sur l’authenticité : rien de ce qui a été mesuré ne le permet."
    ),
    "summary.none": "Aucune campagne n’a été constatée dans les données examinées.",
    "summary.none.meaning": (
        "Ce constat porte sur ces données ; il ne dit pas que rien ne s’est passé ailleurs, ou par "
        "des moyens qui n’y laissent aucune trace."
    ),
    "summary.groups": (
        "Au moins {n:groupe|groupes} de comptes, soit {n_accounts:compte|comptes} en tout, "
        "{n:?agit|agissent} ensemble plus que le hasard ne le permet, mais {n:?est trop petit|sont "
        "trop petits} pour constituer une campagne, {n:?diffuse|diffusent} des pourriels "
        "publicitaires ou {n:?s’explique|s’expliquent} de façon innocente."
    ),
    "summary.no_groups": (
        "Aucun groupe de comptes n’agit ensemble plus que le hasard ne le permet."
    ),
}

_CAMPAIGN = {
    "when.no_waves": (
        "Aucune vague ne se détache du rythme habituel de la série ; l’activité s’est répartie sur "
        "la période."
    ),
    "actors.signals.caption": (
        "Indices d’inauthenticité, dans la campagne et chez des comptes comparables"
    ),
    "actors.signals.sign": "Indice",
    "actors.signals.group": "Dans la campagne",
    "actors.signals.control": "Chez les comptes comparés",
    "actors.signals.n": "Comptes comparés",
    "actors.signals.p": "p",
    "actors.signals.innocent": "Explication innocente de l’indice",
    "actors.signals.note": (
        "La comparaison porte sur des comptes des mêmes captures, appariés à ceux de la campagne. "
        "Une donnée qui n’a pas été capturée est manquante et ne compte jamais comme un indice."
    ),
    "actors.active.caption": (
        "{n:?Le compte le plus actif|Les comptes les plus actifs} ({n:int}), sous pseudonyme"
    ),
    "actors.active.account": "Compte",
    "actors.active.platform": "Plateforme",
    "actors.active.posts": "Publications",
    "actors.active.verdict": "Constat",
    "targets.unnamed": (
        "Le présent rapport ne nomme pas les responsables ; leur numéro suit le nombre de "
        "publications."
    ),
    "targets.official": "Responsable\u00a0{number}",
    "targets.caption": "Responsables visés, sans leur nom",
    "targets.name": "Responsable",
    "targets.posts": "Publications",
    "targets.direct": "Dont directes",
    "targets.expected": "Attendues",
    "targets.accounts": "Comptes",
    "targets.platforms": "Plateformes",
    "targets.languages": "Langues",
    "targets.dates": "Période",
    "targets.period": "du {first:day} au {last:day}",
    "texts.none": "Aucun texte n’a été répété assez souvent pour être présenté comme un récit.",
    "texts.note": (
        "Les citations sont brèves. Les liens sont désarmés ; les identifiants, les noms de "
        "responsables, les adresses et les longs numéros sont masqués. Une citation montre ce qui "
        "a circulé ; elle n’est ni approuvée ni vérifiée ici. Quand une langue compte plusieurs "
        "formulations, celle qui ressemble le plus aux autres est citée mot pour mot. Ce qu’un "
        "récit dit de quelqu’un n’est que ce que disent ses textes, non ce qui est vrai."
    ),
    "texts.heading": "Récit {number} – {language}",
    "texts.in_language": (
        "Dans cette langue : au moins {n:publication|publications} en "
        "{n_texts:formulation|formulations}."
    ),
    "texts.terms": "Termes clés : {items:list}.",
    "texts.spread": "Lieux de diffusion : {items:list}.",
    "texts.spread.item": (
        "{platform}, langue : {language} ({n:publication|publications}, à partir du {first:day})"
    ),
    "texts.spread.rest": "ailleurs ({n:publication|publications})",
    "texts.translation": "Traduction automatique par {name}, non vérifiée : « {text} »",
    "texts.translated": (
        "Les traductions de ce rapport sont des traductions automatiques par {name}, non "
        "vérifiées. Elles ont été demandées à l’établissement du rapport ; rien n’en a été déduit."
    ),
    "texts.side.caption": "Récits tenus en plusieurs langues, côte à côte",
    "texts.side.narrative": "Récit",
    "texts.side.posts": "Publications, au moins",
    "texts.number": "Récit {number}",
    "strength.layers.caption": "Ce qui relie les comptes de la campagne",
    "strength.layers.layer": "Type de liaison",
    "strength.layers.edges": "Paires de comptes reliées",
    "strength.layers.objects": "Éléments communs",
    "against.caption": "Autres explications et leur résultat",
    "against.explanation": "Explication",
    "against.fit": "Adéquation",
    "against.margin": "Avance de l’hypothèse d’inauthenticité (logarithme de cote)",
    "against.result": "Résultat",
    "against.measured": "Mesures",
    "against.holds": "convient",
    "against.fails": "ne convient pas",
    "against.measures": "{items:list}",
    "against.note": (
        "Une explication convient lorsqu’elle rend compte de ce que le groupe a en commun et que "
        "les indices d’inauthenticité auxquels elle ne s’attend pas ne touchent que peu de ses "
        "comptes. Si l’hypothèse d’inauthenticité ne devance pas chaque explication de l’écart "
        "fixé dans les réglages, aucun compte n’est qualifié d’inauthentique."
    ),
    "against.never": (
        "La langue, le nom, l’origine ethnique, le fuseau horaire et l’opinion n’ont pas été pris "
        "en compte, ni pour ni contre."
    ),
}

_CHARTS = {
    "bin.hour": "heure",
    "bin.quarter": "tranche de six heures",
    "bin.days": "{n:?jour|semaine}",
    "chart.volume.title": "Campagne {number} : publications dans le temps",
    "chart.volume.description": (
        "Barres des publications par {unit}, du {start:day} au {end:day} : la campagne en haut, "
        "tout le reste en bas. La plus haute barre de la campagne représente "
        "{largest:publication|publications}. {n_waves:vague est ombrée|vagues sont ombrées}."
    ),
    "chart.volume.caption": (
        "Publications par {unit} (UTC). En haut : la campagne. En bas, à sa propre échelle : "
        "{other}. Les points et les traits au-dessus des barres donnent le début et la fin de "
        "chaque vague avec leur intervalle à 95 %."
    ),
    "chart.volume.campaign": "publications de la campagne",
    "chart.volume.wave": "vague",
    "chart.volume.surge": "pointe",
    "chart.volume.wave_number": "Vague {number}",
    "chart.volume.addressed": "toutes les autres publications visant des personnes du registre",
    "chart.volume.all": "toutes les autres publications du dossier",
    "chart.volume.bin": "À partir du",
    "chart.volume.other": "Autres publications",
    "chart.by_party.title": "Responsables visés, par parti",
    "chart.by_party.caption": (
        "Part de chaque parti parmi les responsables visés, à côté de sa part du registre."
    ),
    "chart.by_party.name": "Parti",
    "chart.by_party.addressed": "Visés",
    "chart.by_party.register": "Au registre",
    "chart.by_party.share": "Part visée",
    "chart.by_province.title": "Responsables visés, par province ou territoire",
    "chart.by_province.caption": (
        "Part de chaque province ou territoire parmi les responsables visés, à côté de sa part du "
        "registre."
    ),
    "chart.by_province.name": "Province ou territoire",
    "chart.by_province.addressed": "Visés",
    "chart.by_province.register": "Au registre",
    "chart.by_province.share": "Part visée",
    "chart.spread.description": (
        "Barres. {n_targets:responsable|responsables} sur {n_register:int} au registre : "
        "{items:list}."
    ),
    "chart.spread.item": "{name}, {n:int} sur {total:int}",
    "chart.spread.values": "{n_addressed:int} sur {n_register:int}",
    "chart.spread.addressed": "part des responsables visés",
    "chart.spread.register": "part du registre",
    "chart.spread.rest": "{n:autre|autres}",
    "chart.timeline.title": "Les textes dans le temps",
    "chart.timeline.description": (
        "Une ligne pour chacun des textes ({n:int}), de la première à la dernière publication qui "
        "le porte."
    ),
    "chart.timeline.caption": (
        "De la première à la dernière publication qui porte chaque texte ; un trait plus épais "
        "représente plus de publications."
    ),
    "chart.timeline.posts": "{n:publication|publications}",
    "chart.timeline.text": "Texte",
    "chart.timeline.first": "Première publication",
    "chart.timeline.last": "Dernière publication",
    "chart.timeline.posts_column": "Publications",
    "chart.heat.title": "Publications par plateforme et par langue",
    "chart.heat.description": (
        "Tableau de cases ombrées : {n_platforms:plateforme|plateformes} et "
        "{n_languages:langue|langues}. Case la plus remplie : {platform}, {language}, "
        "{n:publication|publications}."
    ),
    "chart.heat.caption": (
        "Publications de la campagne par plateforme et par langue indiquée par la source ; plus la "
        "case est foncée, plus elles sont nombreuses. Un cadre vide : aucune n’a été capturée."
    ),
    "chart.heat.platform": "Plateforme",
    "chart.heat.total": "Total",
    "chart.heat.rest": "autres",
    "chart.links.title": "Campagne {number} : liaisons entre ses comptes",
    "chart.links.description": (
        "{n:compte|comptes} par plateforme, sous forme de symboles, et "
        "{n_pairs:trait|traits} pour les paires reliées. Paires reliées par plateforme : "
        "{items:list}."
    ),
    "chart.links.item": "{a} avec {b}, {n:int}",
    "chart.links.caption": (
        "{n:compte|comptes} ayant des liaisons validées, sur {total:int} dans la campagne, et les "
        "liaisons entre eux ; {n_pairs:paire est reliée|paires sont reliées} en tout. Les plus "
        "grands symboles sont reliés à plus des autres ; les distances sont sans unité."
    ),
    "chart.links.between": "{a} avec {b}",
    "chart.links.platforms": "Plateformes",
    "chart.links.pairs": "Paires de comptes reliées",
    "chart.network.title": "Groupes de comptes qui agissent ensemble",
    "chart.network.description": (
        "{n:groupe|groupes} sous forme de symboles dont la surface représente le nombre de "
        "comptes, avec {n_links:trait|traits} pour les liaisons validées entre groupes. Le tableau "
        "donne tous les nombres."
    ),
    "chart.network.caption": (
        "Groupes de comptes qui agissent ensemble. Les surfaces représentent les comptes (les plus "
        "petits groupes sont agrandis pour rester visibles) ; les traits sont des liaisons "
        "validées entre comptes de deux groupes."
    ),
    "chart.network.caption_cut": (
        "{n:?Le plus grand groupe|Les plus grands groupes} ({n:int} sur {total:int}) qui agissent "
        "ensemble. Les surfaces représentent les comptes (les plus petits groupes sont agrandis "
        "pour rester visibles) ; les traits sont des liaisons validées entre comptes de deux "
        "groupes."
    ),
    "chart.network.tip": "{name} : {n:compte|comptes}",
    "chart.network.group": "Groupe",
    "chart.network.accounts": "Comptes",
    "chart.network.verdict": "Constat",
    "chart.network.inside": "Paires reliées à l’intérieur",
    "chart.network.across": "Paires reliées à d’autres groupes",
}

_GROUPS = {
    "groups.none": (
        "Aucun groupe de comptes hors d’une campagne n’agit ensemble plus que le hasard ne le "
        "permet."
    ),
    "groups.some": (
        "Au moins {n:groupe|groupes} de comptes hors de toute campagne, soit "
        "{n_accounts:compte|comptes} en tout, {n:?agit|agissent} ensemble plus que le hasard ne le "
        "permet. {n:?Il ne constitue|Ils ne constituent} pas une campagne : une explication "
        "innocente convient, le groupe diffuse des pourriels publicitaires ou il est trop petit, "
        "et aucun compte de {n:?ce groupe|ces groupes} ne figure dans le présent rapport."
    ),
    "groups.caption": (
        "Groupes hors de toute campagne, par résultat (un groupe peut avoir plus d’une explication)"
    ),
    "groups.outcome": "Résultat",
    "groups.n": "Groupes",
    "groups.accounts": "Comptes",
    "groups.commercial": (
        "pourriels publicitaires : coordonnés, à but lucratif, non présentés comme de l’influence"
    ),
    "groups.open": "aucune explication ne convient ; authenticité indéterminée",
    "groups.number": "Groupe {number}",
    "section.attribution": "Qui est derrière, selon le jugement de personnes",
    "summary.attribution": (
        "Qui est derrière cette activité relève du jugement de personnes qui sont nommées avec ce "
        "jugement ; c’est la seule chose ici qui n’a pas été mesurée."
    ),
    "attribution.basis": (
        "Il repose sur {n:type|types} de preuves et {n_sources:source|sources} hors de ce dossier."
    ),
    "attribution.signed": (
        "{by} a porté ce jugement ({at:day}) et {signed_by} l’a signé ({signed_at:day})."
    ),
    "attribution.people": (
        "Aucune machine ne l’a porté ; une machine en a seulement fixé la limite. Il peut être "
        "remplacé."
    ),
    "attribution.assumptions": "Il vaut dans la mesure où valent ces hypothèses :",
    "attribution.dissent": "{by} en juge autrement :",
    "attribution.no_dissent": "Aucun avis divergent n’est consigné.",
    "attribution.superseded": "Un jugement ultérieur l’a remplacé.",
    "attribution.evidence.caption": "Sur quoi repose le jugement",
    "attribution.evidence.basis": "Type",
    "attribution.evidence.words": "Ce qui est dit",
    "attribution.evidence.source": "Source",
    "attribution.evidence.date": "Date",
    "attribution.corrections.caption": "Jugements qui ne valent plus",
    "attribution.corrections.signed": "Signé",
    "attribution.corrections.words": "Jugement",
    "attribution.corrections.ended": "Fin",
    "attribution.corrections.why": "Pourquoi",
    "basis_of_actor.accounts": "les comptes",
    "basis_of_actor.texts": "les textes",
    "basis_of_actor.conduct": "le déroulement de la campagne",
    "basis_of_actor.published": "des comptes publiés auparavant",
    "basis_of_actor.quoted": "des textes et des liens publiés auparavant",
    "basis_of_actor.context": "le contexte : rien à lui seul",
    "basis_of_actor.external": "une source hors de ce dossier",
    "section.responses": "Ce que répondent les personnes concernées",
    "responses.heading": "{by} — réponse :",
    "responses.source": "Source : {source}, {at:day}.",
    "responses.answered": (
        "Ce que le présent rapport y oppose, ou ce qui l’appuie, se trouve dans ces affirmations :"
    ),
    "responses.unanswered": "Les affirmations qui y répondaient ne sont plus formulées.",
    "responses.claim": "voir",
}

PHRASES: Mapping[str, str] = _PAGE | _REVIEW | _TITLES | _SUMMARY | _CAMPAIGN | _CHARTS | _GROUPS
