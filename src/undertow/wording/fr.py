"""French words that all products share: vocabulary, judgements and claims."""

from __future__ import annotations

from collections.abc import Mapping

from undertow.wording.appraisal import fr as appraisal
from undertow.wording.media_phrases import fr as media

_VOCABULARY = {
    "plain": "{text}",
    "integer": "{n:int}",
    "decimal": "{x:dec}",
    "share": "{x:share}",
    "probability": "{p:prob}",
    "day": "{at:day}",
    "day.short": "{at:short}",
    "clock": "{at:clock}",
    "minute": "{at:minute}",
    "list": "{items:list}",
    "none": "–",
    "language_name.en": "anglais",
    "language_name.fr": "français",
    "platform.bluesky": "Bluesky",
    "platform.facebook": "Facebook",
    "platform.instagram": "Instagram",
    "platform.linkedin": "LinkedIn",
    "platform.mastodon": "Mastodon",
    "platform.medium": "Medium",
    "platform.reddit": "Reddit",
    "platform.telegram": "Telegram",
    "platform.tiktok": "TikTok",
    "platform.twitter": "X (Twitter)",
    "platform.vk": "VK",
    "platform.wechat": "WeChat",
    "platform.weibo": "Weibo",
    "platform.x": "X",
    "platform.youtube": "YouTube",
    "language.ar": "arabe",
    "language.de": "allemand",
    "language.en": "anglais",
    "language.es": "espagnol",
    "language.fa": "persan",
    "language.fr": "français",
    "language.hi": "hindi",
    "language.it": "italien",
    "language.iu": "inuktitut",
    "language.ja": "japonais",
    "language.ko": "coréen",
    "language.pa": "pendjabi",
    "language.pt": "portugais",
    "language.ru": "russe",
    "language.ta": "tamoul",
    "language.tl": "tagalog",
    "language.uk": "ukrainien",
    "language.und": "langue non indiquée par la source",
    "language.ur": "ourdou",
    "language.vi": "vietnamien",
    "language.yue": "cantonais",
    "language.zh": "chinois",
    "language.zh-hans": "chinois (caractères simplifiés)",
    "language.zh-hant": "chinois (caractères traditionnels)",
    "province.AB": "Alberta",
    "province.BC": "Colombie-Britannique",
    "province.MB": "Manitoba",
    "province.NB": "Nouveau-Brunswick",
    "province.NL": "Terre-Neuve-et-Labrador",
    "province.NS": "Nouvelle-Écosse",
    "province.NT": "Territoires du Nord-Ouest",
    "province.NU": "Nunavut",
    "province.ON": "Ontario",
    "province.PE": "Île-du-Prince-Édouard",
    "province.QC": "Québec",
    "province.SK": "Saskatchewan",
    "province.YT": "Yukon",
    "register.blank": "non indiqué dans le registre",
    "layer.claim": "même affirmation, toutes langues",
    "layer.hashtag": "même mot-clic",
    "layer.media": "même image, vidéo ou son",
    "layer.media_text": "paroles ou mots presque identiques dans d’autres images ou vidéos",
    "layer.near_duplicate_text": "texte presque identique",
    "layer.reply_target": "réponses aux mêmes publications",
    "layer.repost": "repartages des mêmes publications",
    "layer.template": "même modèle de texte",
    "layer.text": "même texte",
    "layer.url": "même lien",
    "verdict.none": "aucune coordination constatée",
    "verdict.coordinated": "coordonné, authenticité indéterminée",
    "verdict.coordinated_explained": "coordonné, explication innocente plausible",
    "verdict.coordinated_inauthentic": "coordonné et inauthentique",
    "signal.closed_engagement": "interactions venant du seul groupe",
    "signal.copied_text": "textes surtout copiés",
    "signal.creation_batch": "création en série",
    "signal.new_account": "compte nouveau à sa première participation",
    "signal.dormant_return": "retour après un long silence",
    "signal.filler": "page personnelle de textes publiés aussi par d’autres",
    "signal.handle_template": "identifiants d’une même forme",
    "signal.regular_schedule": "publie sans repos ou à intervalles égaux",
    "signal.reused_profile": "texte ou image de profil communs à plusieurs comptes",
    "signal.takeover": "plusieurs habitudes changées en même temps",
    "innocent.closed_engagement": "un petit cercle d’amis ou un lectorat restreint",
    "innocent.copied_text": "des slogans, des citations, des boutons de partage, une pétition",
    "innocent.creation_batch": (
        "une actualité ou une campagne de recrutement amène beaucoup de monde à la fois"
    ),
    "innocent.new_account": "de nouveaux venus s’inscrivent quand un sujet fait l’actualité",
    "innocent.dormant_return": "on revient sur une plateforme à l’occasion d’un événement",
    "innocent.filler": "les vœux, les proverbes et les blagues sont répétés par tout le monde",
    "innocent.handle_template": (
        "les formulaires d’inscription proposent des identifiants de même forme"
    ),
    "innocent.regular_schedule": "les rédactions et les robots déclarés publient selon un horaire",
    "innocent.reused_profile": (
        "des bénévoles et des admirateurs affichent la même phrase ou le même insigne"
    ),
    "innocent.takeover": "une personne prend un nouveau départ à tous égards",
    "ach.assumptions": "Suppose : {said}.",
    "ach.gaps": "Ce qu’on ignore : {said}.",
    "ach.changes": "Nous ferait changer d’avis : {said}.",
    "ach.unmeasured": "Compterait et n’a été ni trouvé ni mesuré : {said}.",
    "ach.unmeasured.none": "Tout ce qui compterait a été mesuré.",
    "ach.turned_by": "Qu’elle soit en tête dépend d’un seul élément, l’un de : {said}.",
    "ach.turned_by.none": "Aucun élément ne décide à lui seul qu’elle soit en tête.",
    "ach.judgement": "Jugement {ident} de {by}",
    "ach.dissent": "{by} juge autrement : {said}.",
    "ach.dissent.none": "Personne n’a fait consigner un avis contraire.",
    "ach.dissent.unjudged": (
        "Personne n’a encore jugé qui est derrière ; hypothèses de travail et avis contraires se "
        "consignent avec `undertow assess`."
    ),
    "explanation.brand_customers": "des clients qui s’adressent à une marque",
    "explanation.commercial_spam": "des pourriels publicitaires",
    "explanation.declared_activism": "un militantisme ouvertement déclaré",
    "explanation.fandom_raid": "une foule d’admirateurs dans quelques fils",
    "explanation.live_event": "des repartages pendant un événement en direct",
    "explanation.petition_template": "une pétition ou une lettre type",
    "explanation.quoted_text": "la citation d’un texte déjà connu",
    "explanation.shared_interest": "un intérêt commun, sans texte ni horaire communs",
    "explanation.sign_up_drive": "des personnes inscrites ensemble pour participer",
    "explanation.syndication": "la reprise d’articles de presse ou les boutons de partage",
    "measure.addressed_share": (
        "publications communes adressées à des responsables publics : {x:share}"
    ),
    "measure.alike_post_share": (
        "publications communes aux mots ou au lien semblables : {x:share}"
    ),
    "measure.control_declared_share": (
        "autres comptes dont le profil contient les mêmes mots : {x:share}"
    ),
    "measure.copied_post_share": (
        "publications communes ayant un texte ou un lien en commun : {x:share}"
    ),
    "measure.customers_outside": ("comptes hors du groupe qui répondent au même compte : {x:int}"),
    "measure.declared_share": "comptes dont le profil contient les mêmes mots : {x:share}",
    "measure.few_addressed_share": (
        "publications adressées aux douze comptes les plus visés : {x:share}"
    ),
    "measure.in_a_day_share": "réponses pendant la journée la plus chargée : {x:share}",
    "measure.in_hours_share": (
        "repartages et publications avec mot-clic concentrés sur trois soirées : {x:share}"
    ),
    "measure.in_threads_share": (
        "publications communes dans les trois fils les plus fournis : {x:share}"
    ),
    "measure.known_text_share": (
        "copies d’un texte que des comptes ordinaires connaissaient déjà, sur deux semaines ou "
        "plus : {x:share}"
    ),
    "measure.linked_share": "publications communes comportant un lien, hors offres : {x:share}",
    "measure.not_ahead_share": "comptes inscrits pour agir, ou inscrits seuls : {x:share}",
    "measure.not_official_share": (
        "publications communes ne s’adressant à aucun responsable public : {x:share}"
    ),
    "measure.offer_share": "publications copiées contenant une offre : {x:share}",
    "measure.one_stretch_share": "publications communes des dix jours les plus chargés : {x:share}",
    "measure.open_repost_share": (
        "repartages de comptes dont le profil contient les mêmes mots : {x:share}"
    ),
    "measure.other_days_share": "réponses hors de la journée la plus chargée : {x:share}",
    "measure.own_profile_share": "textes différents parmi ces profils : {x:share}",
    "measure.own_text_share": "réponses rédigées dans les mots du compte : {x:share}",
    "measure.own_words_share": "liaisons entre comptes sans texte ni lien communs : {x:share}",
    "measure.passed_on_share": (
        "publications communes qui sont des repartages ou des mots propres sous un mot-clic : "
        "{x:share}"
    ),
    "measure.public_share": "éléments communs que des comptes ordinaires diffusent : {x:share}",
    "measure.reachable_share": (
        "publications copiées comportant un lien ou un numéro à appeler : {x:share}"
    ),
    "measure.signers_outside": (
        "comptes hors du groupe ayant publié les textes les plus courants : {x:int}"
    ),
    "measure.single_share": "comptes mesurés comme créés isolément : {x:share}",
    "measure.soon_share": "comptes qui ont agi dans les jours suivant l’inscription : {x:share}",
    "measure.templates_per_member": "modèles par compte : {x:dec}",
    "measure.texts_per_member": "textes communs par compte : {x:dec}",
    "measure.to_one_account_share": (
        "publications communes qui répondent à un seul compte : {x:share}"
    ),
    "measure.top_template_share": (
        "part des modèles les plus courants dans les textes copiés : {x:share}"
    ),
    "measure.unnamed_share": (
        "publications copiées ne nommant aucun responsable public : {x:share}"
    ),
    "measure.unsynchronised_share": "liaisons entre comptes sans synchronisme : {x:share}",
    "measure.with_crowd_share": (
        "parmi celles-ci, publications sur ce qu’une foule diffusait aux mêmes heures : {x:share}"
    ),
    "measure.with_past_share": "comptes dont on sait qu’ils existaient bien avant : {x:share}",
    "measure.other": "{name} : {x:dec}",
}

_ESTIMATIVE = {
    "likelihood.range": "{low} à {high} %",
    "likelihood.almost_no_chance": "presque aucune chance",
    "likelihood.very_unlikely": "très improbable",
    "likelihood.unlikely": "improbable",
    "likelihood.roughly_even": "chances à peu près égales",
    "likelihood.likely": "probable",
    "likelihood.very_likely": "très probable",
    "likelihood.almost_certainly": "presque certain",
    "confidence.low": "faible",
    "confidence.moderate": "moyen",
    "confidence.high": "élevé",
    "judgement.almost_no_chance": "Il n’y a presque aucune chance ({percentages}) que {statement}.",
    "judgement.very_unlikely": "Il est très improbable ({percentages}) que {statement}.",
    "judgement.unlikely": "Il est improbable ({percentages}) que {statement}.",
    "judgement.roughly_even": "Les chances sont à peu près égales ({percentages}) que {statement}.",
    "judgement.likely": "Il est probable ({percentages}) que {statement}.",
    "judgement.very_likely": "Il est très probable ({percentages}) que {statement}.",
    "judgement.almost_certainly": "Il est presque certain ({percentages}) que {statement}.",
    # The verb reads the same in the indicative and the subjunctive: both introductions take it.
    "statement.inauthentic": (
        "les comptes de cette campagne, pris ensemble, donnent une fausse image de ce qu’ils sont"
    ),
    "statement.actor": "derrière cette campagne se trouve {actor}",
    "given": "{words}",
    "basis.low": (
        "Le fondement est mince : peu d’indices, ou un groupe de comparaison de petite taille."
    ),
    "basis.moderate": (
        "Plusieurs indices vont dans le même sens, mesurés par rapport à un groupe de comparaison "
        "suffisant ; tous proviennent d’un même ensemble de captures."
    ),
    "basis.high": "Des sources autres que les captures concordent.",
}

_CLAIMS = {
    "claim.activity": (
        "Entre le {start:day} et le {end:day}, au moins {n_accounts:compte|comptes} "
        "{n_accounts:?a|ont} diffusé au moins {n_posts:publication|publications} sur "
        "{n_platforms:plateforme|plateformes}."
    ),
    "claim.activity.one_day": (
        "Le {start:day}, au moins {n_accounts:compte|comptes} {n_accounts:?a|ont} diffusé au moins "
        "{n_posts:publication|publications} sur {n_platforms:plateforme|plateformes}."
    ),
    "claim.activity.before": (
        "Toutes ces publications sauf {n_before:int} datent du {onset:day} ou d’après, jour où "
        "la première vague a commencé ; les plus anciennes sont ce que les mêmes comptes avaient "
        "déjà en commun."
    ),
    "claim.range": (
        "Les mêmes fils contiennent {n_unattributed:autre réponse|autres réponses} qui "
        "{n_unattributed:?n’est|ne sont} ni d’une campagne ni d’une personne inscrite au registre, "
        "et les sources font état de {n_missing:réponse|réponses} de plus, non "
        "{n_missing:?recueillie|recueillies}. Quels qu’en soient les auteurs, le nombre réel se "
        "situe entre {n_posts:int} et {n_high:int} pour ces fils."
    ),
    "claim.range.pages": (
        "Dans les autres fils de la même période, sur les pages de "
        "{n_officials:personne inscrite|personnes inscrites} au registre, on compte "
        "{n_elsewhere:réponse semblable|réponses semblables}, {n_elsewhere:?recueillie ou "
        "manquante|recueillies ou manquantes}."
    ),
    "claim.range.undeclared": (
        "Il peut manquer environ {n_undeclared:réponse|réponses} dans les fils dont aucune "
        "source n’indique le nombre de réponses."
    ),
    "claim.range.partly": (
        "Les mêmes fils contiennent {n_unattributed:autre réponse|autres réponses} qui "
        "{n_unattributed:?n’est|ne sont} ni d’une campagne ni d’une personne inscrite au registre, "
        "et les sources font état de {n_missing:réponse|réponses} de plus, non "
        "{n_missing:?recueillie|recueillies} ; pour {n_open_threads:fil|fils}, elles n’indiquent "
        "aucun nombre. Quels qu’en soient les auteurs, et sans compter ce qui y manque, le nombre "
        "réel se situe entre {n_posts:int} et {n_high:int} pour ces fils."
    ),
    "claim.range.about": (
        "Si toutes en étaient aussi, il y aurait environ {n_highest:publication|publications}."
    ),
    "claim.range.most": (
        "Si toutes en étaient aussi, il y aurait au plus {n_highest:publication|publications}."
    ),
    "claim.range.uncounted": (
        "Aucune source n’indique combien de réponses comptent ces fils ; "
        "{n_unattributed:réponse|réponses} n’y {n_unattributed:?est|sont} ni d’une campagne ni "
        "d’une personne inscrite au registre."
    ),
    "claim.range.closed": (
        "Les mêmes fils ne contiennent aucune autre réponse qui puisse en être, et les sources "
        "n’en déclarent aucune au-delà de celles qui ont été recueillies."
    ),
    "claim.range.open": (
        "Aucune source n’indique combien de réponses comptent ces fils : il n’y a pas de borne "
        "supérieure."
    ),
    "claim.waves": (
        "Vague {number} : l’activité a augmenté le {start:minute} (intervalle à 95 % : du "
        "{start_low:minute} au {start_high:minute}) et a pris fin le {end:minute} (intervalle à "
        "95 % : du {end_low:minute} au {end_high:minute})."
    ),
    "claim.waves.surge": (
        "Elle a été la plus dense du {surge_start:minute} au {surge_end:minute}, avec un sommet le "
        "{peak:minute}."
    ),
    "claim.waves.size": (
        "Elle compte au moins {n:publication|publications}, alors qu’on en attendrait "
        "{n_expected:dec} au rythme habituel de la série (q {q_value:equals})."
    ),
    "claim.platforms": "Par plateforme : {items:list}.",
    "claim.platforms.item": (
        "{name} (au moins {n_posts:publication|publications} de {n_accounts:compte|comptes})"
    ),
    "claim.languages": "Par langue, telle que l’indiquent les sources : {items:list}.",
    "claim.languages.item": "{name} ({n_posts:publication|publications})",
    "claim.accounts": (
        "Au moins {n:compte|comptes} {n:?agit|agissent} ensemble. Pour {n_inauthentic:int} d’entre "
        "eux, les indices examinés vont dans le sens de l’inauthenticité ; pour {n_open:int}, "
        "l’authenticité reste indéterminée."
    ),
    "claim.targets": (
        "Au moins {n_targets:int} des {n_register:responsable|responsables} du registre "
        "{n_targets:?a été visé|ont été visés}, dans au moins {n_posts:publication|publications}."
    ),
    "claim.targets.none": (
        "Sur {n_register:responsable inscrit|responsables inscrits} au registre, aucun n’apparaît "
        "visé."
    ),
    "claim.targets.no_register": (
        "Le dossier ne comporte pas de registre des responsables ; les personnes visées n’ont donc "
        "pas été recherchées."
    ),
    "claim.target": (
        "Au moins {n_posts:publication|publications} de {n_accounts:compte|comptes} "
        "{n_posts:?a visé|ont visé} cette personne entre le {first_at:day} et le {last_at:day}, "
        "dont {n_direct:int} par réponse, mention ou page, les autres par le nom seul."
    ),
    "claim.in_media": (
        "Dans {n_in_media:publication|publications} d’entre elles, le nom ne figure que dans les "
        "images ou les sous-titres de ce qui a été publié."
    ),
    "claim.narrative": (
        "Au moins {n_posts:publication|publications} de {n_accounts:compte|comptes} sur "
        "{platforms:list} le {n_posts:?porte|portent}, en {n_texts:formulation|formulations} et "
        "dans ces langues : {languages:list}, du {first_seen:day} au {last_seen:day}."
    ),
    "claim.narrative.one": (
        "Le même texte figure dans au moins {n_posts:publication|publications} de "
        "{n_accounts:compte|comptes} sur {platforms:list}, du {first_seen:day} au {last_seen:day}."
    ),
    "claim.narrative.groups": (
        "Il réunit {n:groupe de textes|groupes de textes} sur les mêmes responsables, aux termes "
        "clés semblables et sans contradiction."
    ),
    "claim.narrative.targets": "Il nomme {n:responsable|responsables} du registre.",
    "claim.narrative.stance": (
        "La prise de position n’a pas été mesurée : qu’une publication l’appuie ou le rejette "
        "reste une question ouverte."
    ),
    "claim.narrative.frame": (
        "Selon ses textes, {actor} aurait fait ou serait ceci{target} : « {words} » (lu dans "
        "{n:int} {n:?texte|textes} sur {total:int})."
    ),
    "claim.narrative.frame_denied": (
        "Selon ses textes, {actor} n’aurait pas fait ou ne serait pas ceci{target} : « {words} » "
        "(lu dans {n:int} {n:?texte|textes} sur {total:int})."
    ),
    "claim.narrative.no_frame": (
        "Qui aurait fait quoi, selon lui, n’a pu être lu dans assez de ses textes."
    ),
    "claim.narrative.template": (
        "Parmi elles, {n:publication suit|publications suivent} un même modèle, « {pattern} », "
        "où l’on insère {slots:list}."
    ),
    "claim.narrative.template_target": (
        "Un modèle où l’on insère des responsables est, dans un texte, le signe le plus fort que "
        "ses auteurs ont eu une même source ; une pétition sincère a le même aspect."
    ),
    "claim.narrative.slot": "[{number:int}] {kind} ({n:contenu|contenus})",
    "claim.narrative.slot.target": "le nom d’une personne inscrite au registre",
    "claim.narrative.slot.handle": "un compte",
    "claim.narrative.slot.number": "un nombre",
    "claim.narrative.slot.url": "un lien",
    "claim.narrative.slot.hashtag": "un mot-clic",
    "claim.narrative.slot.free": "d’autres mots",
    "claim.narrative.official": "une personne inscrite au registre",
    "claim.narrative.named": "« {name} »",
    "claim.narrative.upon": ", à l’égard de {name}",
    "claim.narrative.upon_nobody": "",
    "claim.strength": (
        "Chaque liaison qui tient la campagne ensemble a une valeur q {q_value:bound}, le seuil "
        "étant q {q_level:equals} après correction pour {n_tests:paire possible|paires possibles} "
        "de comptes. La force médiane de ses comptes est de {strength:share} de la plus élevée."
    ),
    "claim.strength.no_edges": (
        "Aucune liaison entre paires de comptes ne tient la campagne ensemble ; ses comptes ont "
        "été validés un à un ou par ensembles."
    ),
    "claim.strength.accounts": (
        "L’épreuve par compte, qui demande si un compte copie plus que les comptes ordinaires des "
        "captures, est positive pour {n:compte|comptes}."
    ),
    "claim.strength.groups": (
        "L’épreuve par ensemble, qui demande si les comptes réunis par un texte ou créés au même "
        "moment forment un ensemble singulier à côté des autres comptes des mêmes fils et des "
        "mêmes jours, repose sur {n:compte|comptes} ; qui n’était que présent ne compte pas."
    ),
    "claim.alternatives": "Explications innocentes mesurées : {items:list}.",
    "claim.alternatives.none_holds": "Aucune ne rend compte de ce que cette campagne a en commun.",
    "claim.alternatives.holds": (
        "Pour une partie de la campagne, une explication innocente convient : {items:list}."
    ),
    "claim.alternatives.ahead": (
        "L’hypothèse d’inauthenticité devance la plus proche des autres lectures, {name}, de "
        "{margin:dec} en logarithme de cote ; {required:dec} est exigé."
    ),
    "claim.alternatives.not_ahead": (
        "L’hypothèse d’inauthenticité ne devance pas assez {name} : l’écart est de {margin:dec} en "
        "logarithme de cote, alors que {required:dec} est exigé. Aucun compte n’est qualifié "
        "d’inauthentique."
    ),
    "claim.alternatives.unmeasured": (
        "Aucune explication innocente n’a pu être mesurée avec les données disponibles."
    ),
}

PHRASES: Mapping[str, str] = (
    _VOCABULARY | _ESTIMATIVE | _CLAIMS | {**appraisal.PHRASES, **media.PHRASES}
)
