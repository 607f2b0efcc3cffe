"""French words of what is exported for other systems, and of referrals."""

from __future__ import annotations

from collections.abc import Mapping

_STIX = {
    "stix.campaign.name": "Activité coordonnée {campaign}",
    "stix.campaign": (
        "Au moins {n_accounts:compte a publié|comptes ont publié} ensemble au moins "
        "{n_posts:publication|publications} sur {platforms:list}. Constat sur l’ensemble : "
        "{verdict} ; constat sur {n_inauthentic:int} des comptes : {inauthentic}."
    ),
    "stix.removed": (
        "{n:de ces comptes a été retiré|de ces comptes ont été retirés} après examen par une "
        "personne et {n:?ne figure pas ici|ne figurent pas ici} ; les nombres "
        "{n:?le comptent|les comptent} encore."
    ),
    "stix.campaign.unattributed": (
        "Aucune attribution n’est faite : rien ici ne dit qui est derrière."
    ),
    "stix.campaign.attributed": (
        "Qui est derrière relève du jugement de personnes, exposé dans une note distincte."
    ),
    "stix.grouping": (
        "Ce que le dossier contient sur cette campagne. De ses comptes, seuls ceux qui font "
        "l’objet du constat « {inauthentic} » y figurent. Les liens sont ceux qu’au moins deux "
        "comptes de la campagne ont partagés ; cela ne dit rien de ce à quoi ils mènent."
    ),
    "stix.named": (
        "Les comptes au cœur du réseau y sont désignés par leur nom d’utilisateur et leur "
        "identifiant ; ceux de sa périphérie le sont par un pseudonyme, qui commence par A-."
    ),
    "stix.pseudonymous": (
        "Les comptes y sont désignés par un pseudonyme : un nom qui commence par A- n’est "
        "l’identifiant d’aucune plateforme."
    ),
    "stix.confidence": "Degré de confiance : {confidence}.",
    "stix.claim": (
        "L’affirmation {claim_id} repose sur {n_evidence:enregistrement|enregistrements} à titre "
        "de preuve."
    ),
    "stix.claim.subject": (
        "L’affirmation {claim_id}, au sujet de {subject}, repose sur "
        "{n_evidence:enregistrement|enregistrements} à titre de preuve."
    ),
    "stix.narrative.name": "Récit {narrative}",
    "stix.narrative.quote": (
        "Sa formulation la plus courante, les noms, noms d’utilisateur et liens étant masqués "
        "({language}) : « {quote} »"
    ),
    "stix.channel.name": "{account} sur {platform}",
    "stix.channel": (
        "Un compte de la campagne qui publie sur une chaîne qui lui est propre, sur {platform}."
    ),
    "stix.producer": (
        "Un dossier analysé au moyen d’undertow. Les constats ont été calculés ; l’attribution, "
        "s’il y en a une, relève du jugement des personnes nommées avec elle."
    ),
    "stix.actor": "L’acteur que nomme un jugement sur la campagne {campaign} : {actor}.",
    "stix.actor.basis": (
        "Il repose sur {n:type|types} de preuves et {n_sources:source|sources} hors de ce dossier."
    ),
    "stix.actor.signed": (
        "{by} a porté ce jugement ({at:day}) et {signed_by} l’a signé ({signed_at:day}). Aucune "
        "machine ne l’a porté."
    ),
    "stix.actor.evidence": "Preuve : {words}",
    "stix.actor.source": "Source : {source}, {at:day}.",
    "stix.actor.assumption": "Hypothèse : {words}",
    "stix.actor.dissent": "{by} en juge autrement : {words}",
    "stix.media.because": "Dans ses mots : « {words} »",
    "stix.extension.narrative": (
        "Un récit : ce qu’une campagne dit d’un sujet, dans quelque langue que ce soit. Le type et "
        "ses propriétés sont ceux d’OpenCTI."
    ),
    "stix.extension.channel": (
        "Une chaîne : un lieu où une campagne publie. Le type et ses propriétés sont ceux "
        "d’OpenCTI."
    ),
}

_MISP = {
    "misp.info": "Activité coordonnée {campaign} sur {platforms:list} : {verdict}",
    "misp.report": "Ce qui a été constaté",
    "misp.account": "{role} de {community} ; origine : {origin}",
    "misp.role": "Compte",
    "role.core": "cœur",
    "role.periphery": "périphérie",
    "role.": "rôle non mesuré",
    "origin.new": "créé récemment",
    "origin.hijacked": "détourné ou réveillé",
    "origin.unknown": "inconnue",
    "misp.link": "Partagé par {n_accounts:compte|comptes} dans {n_posts:publication|publications}",
    "misp.media": (
        "Média du groupe {group} : {n_posts:publication|publications} de "
        "{n_accounts:compte|comptes}. Publié à maintes reprises ; cela ne dit pas si ce qu’il "
        "montre est exact"
    ),
    "misp.operation": "{operation} : {likelihood}",
}

_PACK = {
    "pack.title": "Indicateurs du dossier « {purpose} »",
    "pack.level": "{level} : {meaning}",
    "pack.tlp.clear": "peut être transmis à quiconque.",
    "pack.tlp.green": "peut être transmis au sein de la communauté, sans être publié.",
    "pack.tlp.amber": (
        "peut être transmis, à qui a besoin de le connaître, au sein de l’organisme qui l’a reçu "
        "et à ses clients."
    ),
    "pack.tlp.amber+strict": (
        "peut être transmis, à qui a besoin de le connaître, au sein de l’organisme qui l’a reçu."
    ),
    "pack.tlp.red": "est réservé aux seules personnes à qui il a été remis.",
    "pack.files": "Fichiers",
    "pack.accounts": (
        "comptes qui font l’objet du constat « {inauthentic} » dans des campagnes qui font l’objet "
        "du même constat. Rôle : cœur ou périphérie du réseau. q : part de fausses découvertes à "
        "attendre parmi les comptes trouvés au moins aussi sûrement. Origine : créé récemment, "
        "détourné ou réveillé, ou inconnue"
    ),
    "pack.campaigns": "campagnes",
    "pack.claims": (
        "ce qui est affirmé, dans les deux langues, et sur combien d’enregistrements repose chaque "
        "affirmation"
    ),
    "pack.edges": "paires de ces comptes qui ont agi ensemble plus que le hasard ne le permet",
    "pack.media": (
        "médias publiés par au moins deux comptes d’une campagne, par empreinte seulement : "
        "SHA-256 des octets, PDQ de l’image ou d’instants de la vidéo, et ce que des personnes ont "
        "constaté, avec son fondement. Aucun export n’en contient les octets. L’absence de "
        "justificatifs de contenu (Content Credentials) n’est l’indice de rien"
    ),
    "pack.texts": (
        "textes que ces comptes ont publiés, par leur seule empreinte : celle de la forme qui sert "
        "à les comparer et celle d’un exemple tel que capturé (SHA-256, UTF-8)"
    ),
    "pack.urls": (
        "liens qu’au moins deux comptes d’une campagne ont partagés, désarmés ; cela ne dit rien "
        "de ce à quoi ils mènent. Les liens qui nomment un compte qui ne peut pas l’être sont omis"
    ),
    "pack.disarm": "techniques observées, selon les termes du cadre DISARM",
    "pack.bundle": "la même chose en STIX 2.1, si elle a aussi été exportée",
    "pack.misp": "la même chose en événements MISP, s’ils ont aussi été exportés",
    "pack.network": "réseaux de ces comptes (GEXF 1.3), s’ils ont aussi été exportés",
    "pack.license": "à quelles conditions",
    "pack.sums": "empreinte SHA-256 de chaque fichier : sha256sum -c {name}",
    "pack.reading": "Comment le lire",
    "pack.reading.coordination": (
        "La coordination à elle seule n’est pas l’inauthenticité, et aucune des deux ne dit qui "
        "est derrière. Un compte y figure en raison de ce qui a été mesuré ; une personne doit en "
        "juger avant toute mesure."
    ),
    "pack.reading.cells": (
        "Dans les fichiers CSV, une apostrophe précède ce qu’un tableur exécuterait comme formule."
    ),
    "pack.reading.none": (
        "Aucune campagne n’a été jugée inauthentique ; aucun compte n’y figure donc."
    ),
    "pack.license.content": (
        "Les faits relatifs aux comptes et aux textes proviennent de publications accessibles à "
        "tous. Ils sont donnés aux fins du dossier et au niveau indiqué dans le fichier README ; "
        "aucun droit n’est accordé sur ce que leurs auteurs ont écrit."
    ),
    "pack.license.disarm": (
        "Les identifiants et noms de techniques proviennent du cadre DISARM {version}, de la "
        "DISARM Foundation ({url}), sous la licence Creative Commons Attribution – Partage dans "
        "les mêmes conditions 4.0."
    ),
}

_REFERRAL = {
    "referral.subject": "Comptes sur {platform}, pour examen de votre part",
    "referral.greeting": "À l’équipe qui examine les activités coordonnées sur {platform} :",
    "referral.intro": (
        "Dans le dossier « {purpose} », il a été constaté que {n_accounts:compte|comptes} sur "
        "{platform} {n_accounts:?agit|agissent} de concert avec d’autres et "
        "{n_accounts:?n’est pas ce qu’il prétend|ne sont pas ce qu’ils prétendent} être. "
        "{n_accounts:?Il a publié|Ils ont publié} {n_posts:publication|publications} de "
        "{n_campaigns:campagne|campagnes} entre le {start:day} et le {end:day}."
    ),
    "referral.ask": (
        "Nous vous demandons de les examiner au regard de vos propres politiques. Nous ne disons "
        "pas laquelle de vos règles ils enfreindraient, le cas échéant, et nous ne demandons aucun "
        "résultat particulier."
    ),
    "referral.files": (
        "accounts.csv énumère les comptes par identifiant et nom d’utilisateur ; posts.csv "
        "énumère leurs publications. Chaque ligne donne l’empreinte SHA-256 de l’enregistrement "
        "tel que capturé : sous cette empreinte, les octets peuvent être demandés. "
        "manifest.sha256 contient l’empreinte de chaque fichier."
    ),
    "referral.media": (
        "media.csv énumère les médias que ces comptes ont mis en ligne sur votre plateforme, par "
        "empreinte (SHA-256, et PDQ pour en chercher des copies) : des contenus publiés par "
        "plusieurs comptes d’une campagne. Aucun octet de média n’est transmis. Leur publication "
        "répétée ne dit pas si ce qu’ils montrent est exact ; ce que des personnes ont constaté "
        "est donné avec son fondement."
    ),
    "referral.basis": (
        "La coordination a été mesurée par rapport au hasard, la part de fausses découvertes étant "
        "maîtrisée ; l’inauthenticité repose sur des signes mesurés par rapport à un groupe "
        "témoin. Les explications innocentes ont d’abord été pesées. Un compte peut malgré tout "
        "appartenir à une personne qui a été entraînée ou dont le compte a été détourné : veuillez "
        "en tenir compte."
    ),
    "referral.limits": (
        "Ce qui a été capturé n’est pas tout ce qui existe. Rien ici ne dit qui est derrière ces "
        "comptes."
    ),
    "referral.draft": (
        "ÉBAUCHE – non approuvée : destinée à la personne qui doit l’approuver, et à nulle autre."
    ),
    "referral.approved": (
        "Préparé par {author} ({drafted_at:day}), approuvé par {approver} ({approved_at:day})."
    ),
    "referral.owner": "Au nom de : {owner}",
}

PHRASES: Mapping[str, str] = {**_STIX, **_MISP, **_PACK, **_REFERRAL}
