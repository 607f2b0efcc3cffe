"""French words of the notification."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    "draft.mark": "ÉBAUCHE — non envoyée ; approuvée par : ____________________",
    "draft.no_address": (
        "[Adresse : le registre n’en contient aucune qui soit utilisable ; la personne qui "
        "approuve l’ajoute]"
    ),
    "draft.sender": "Personne qui approuve, à compléter",
    "subject": "Avis : activité coordonnée en ligne qui vous vise",
    "greeting": "Bonjour {name},",
    "opening": (
        "Nous vous écrivons parce que des publications qui vous visent dans les médias sociaux "
        "font partie d’une activité coordonnée. Le présent message dit ce qui a été constaté, "
        "comment, et ce que vous pouvez faire. Il ne contient que ce qui vous concerne."
    ),
    "found.title": "CE QUI A ÉTÉ CONSTATÉ",
    "found.activity": "Activité {number}",
    "found.when": "Quand : du {first:day} au {last:day}",
    "found.when.one_day": "Quand : le {first:day}",
    "found.where": "Où : {platforms:list}",
    "found.much": (
        "Combien : au moins {n_posts:publication|publications} d’au moins "
        "{n_accounts:compte|comptes} ; {n_direct:int} de ces publications vous visaient par "
        "réponse, par mention ou sur votre page, les autres par votre nom seul"
    ),
    "found.much.direct": (
        "Combien : au moins {n_posts:publication|publications} d’au moins "
        "{n_accounts:compte|comptes} ; {n_posts:?elle vous visait|toutes vous visaient} par "
        "réponse, par mention ou sur votre page"
    ),
    "found.in_media": (
        "Dans {n_in_media:publication|publications} d’entre elles, votre nom ne figure que dans "
        "les images ou les sous-titres de ce qui a été publié"
    ),
    "found.languages": "Langues, telles que les indiquent les sources : {languages:list}",
    "found.texts": (
        "Nature du contenu : {n:texte qui vous nomme a été répété|textes qui vous nomment ont été "
        "répétés} dans les mêmes mots par plusieurs comptes. Leurs mots ne sont pas "
        "repris dans la présente lettre."
    ),
    "found.texts.none": (
        "Nature du contenu : des publications répétées qui vous visent. Leurs mots ne sont pas "
        "repris dans la présente lettre."
    ),
    "found.media": (
        "Médias : au moins {n_posts:publication porte|publications portent} {n:image, vidéo ou "
        "enregistrement que|images, vidéos ou enregistrements que} plusieurs de ces comptes ont "
        "mis en ligne. Cette lettre ne les contient pas. Aucune machine n’a examiné s’ils vous "
        "montrent, et leur publication répétée ne dit pas si ce qu’ils montrent est exact."
    ),
    "found.voiced": (
        "Propos qui vous sont prêtés : au moins {n:publication vous donne|publications vous "
        "donnent} pour l’auteur de propos. La question de savoir si vous les avez tenus n’a pas "
        "été examinée"
    ),
    "found.kind": (
        "[Nature de l’affirmation, en termes neutres : à compléter par la personne chargée de "
        "l’analyse]"
    ),
    "found.minimum": (
        "Ces nombres sont des minimums : ils portent sur ce qui a été capturé, et non sur tout ce "
        "qui a été publié."
    ),
    "assessment.title": "ÉVALUATION",
    "assessment.confidence": "Degré de confiance de ce jugement : {confidence}.",
    "assessment.open": (
        "Les comptes agissent ensemble ; la question de leur authenticité reste ouverte."
    ),
    "assessment.how": "Comment nous y sommes parvenus :",
    "assessment.coordination": (
        "1. Les comptes ont fait les mêmes choses presque aux mêmes moments, plus souvent que le "
        "hasard ne le permet."
    ),
    "assessment.signs": (
        "2. Ils ont été comparés à des comptes ordinaires des mêmes captures ; ce qui a été mesuré "
        "figure dans le rapport d’évaluation."
    ),
    "assessment.rivals": (
        "3. Des explications innocentes ont été mesurées : {items:list}. Aucune ne rend compte de "
        "cette activité."
    ),
    "assessment.rivals.partly": (
        "3. Des explications innocentes ont été mesurées : {items:list}. Une partie de l’activité "
        "peut s’expliquer ainsi."
    ),
    "assessment.rivals.none": (
        "3. Aucune explication innocente n’a pu être mesurée avec ces données."
    ),
    "assessment.no_attribution": (
        "Nous ne désignons aucun État, aucune organisation ni aucune personne comme étant derrière "
        "cette activité."
    ),
    "assessment.actor.signed": (
        "C’est un jugement de personnes : {by} l’a porté et {signed_by} l’a signé ({at:day})."
    ),
    "assessment.claims": (
        "Chaque nombre figure dans ces affirmations du rapport d’évaluation, dont l’annexe mène "
        "aux éléments de preuve : {items:list}."
    ),
    "advice.title": "CE QUE VOUS POUVEZ FAIRE",
    "advice.item": "- {advice}",
    "advice.engage": "Ne répondez pas à ces publications ; ne les citez pas, ne les partagez pas.",
    "advice.preserve": (
        "Conservez ce que vous voyez : des captures d’écran avec la date, l’heure et le compte, "
        "avant que quoi que ce soit ne soit masqué."
    ),
    "advice.report": "Signalez les publications à la plateforme, puis masquez-les.",
    "advice.replies": (
        "Limitez pour un temps le nombre de personnes qui peuvent vous répondre ou vous mentionner."
    ),
    "advice.accounts": (
        "Activez l’authentification multifacteur pour tous vos comptes et vérifiez qui y a accès."
    ),
    "advice.brief": (
        "Dites à votre personnel et à votre famille à quoi s’attendre, et demandez-leur d’en faire "
        "autant."
    ),
    "advice.threat": (
        "Si un propos a l’air d’une menace, appelez tout de suite la police ou votre service de "
        "sécurité."
    ),
    "draft.hold": (
        "NE PAS TRANSMETTRE : {n:publication qui pourrait|publications qui pourraient} vous "
        "menacer {n:?attend|attendent} qu’une personne en juge. La présente ébauche ne doit "
        "pas être envoyée avant."
    ),
    "draft.hold.unscreened": (
        "NE PAS TRANSMETTRE : les publications n’ont pas fait l’objet d’une recherche de "
        "menaces. La présente ébauche ne doit pas être envoyée avant."
    ),
    "safety.title": "VOTRE SÉCURITÉ",
    "safety.urgent.official": (
        "URGENT : avant de poursuivre votre lecture, appelez la police (911), ainsi que le "
        "Service de protection parlementaire ou votre sergent d’armes. Une personne a jugé que "
        "{n:publication qui vous vise|publications qui vous visent} {n:?menace|menacent} votre "
        "personne ou vos proches, ou {n:?divulgue|divulguent} des renseignements privés à "
        "votre sujet."
    ),
    "safety.urgent.person": (
        "URGENT : avant de poursuivre votre lecture, appelez la police (911 au Canada). Une "
        "personne a jugé que {n:publication qui vous vise|publications qui vous visent} "
        "{n:?menace|menacent} votre personne ou vos proches, ou {n:?divulgue|divulguent} des "
        "renseignements privés à votre sujet."
    ),
    "safety.threat.official": (
        "Une personne a jugé que {n:publication constitue|publications constituent} une menace "
        "contre vous ou vos proches, ou une atteinte à votre vie privée. Donnez-y suite avant "
        "toute autre chose : appelez la police, ainsi que le Service de protection "
        "parlementaire ou votre sergent d’armes. Le contenu n’est pas repris ici ; il peut "
        "être remis à la police."
    ),
    "safety.threat.person": (
        "Une personne a jugé que {n:publication constitue|publications constituent} une menace "
        "contre vous ou vos proches, ou une atteinte à votre vie privée. Donnez-y suite avant "
        "toute autre chose : appelez la police. Le contenu n’est pas repris ici ; il peut être "
        "remis à la police."
    ),
    "safety.pending": (
        "[Aucun énoncé sur la sécurité n’est possible : {n:publication attend|publications "
        "attendent} qu’une personne en juge]"
    ),
    "safety.judged": (
        "Parmi {n_posts:publication qui vous vise|publications qui vous visent}, une recherche "
        "automatique de menaces de violence physique et de renseignements privés en a relevé "
        "{n:int}. Une personne a lu ce qui a été relevé et a jugé que rien n’y menace votre "
        "sécurité : {people:list}. Une machine peut laisser passer une menace."
    ),
    "safety.judge": "{by}, le {at}",
    "safety.clear": (
        "Une recherche automatique dans {n_posts:publication qui vous vise|publications qui "
        "vous visent} n’a relevé aucune menace de violence physique ni aucun renseignement "
        "privé à votre sujet. Une machine peut laisser passer une menace."
    ),
    "safety.nothing_to_screen": (
        "Aucune des publications qui vous visent n’a pu faire l’objet d’une recherche de "
        "menaces ; rien ne peut être dit de votre sécurité sur cette base."
    ),
    "safety.not_screened": (
        "[Aucun énoncé sur la sécurité n’est possible : les publications n’ont pas fait "
        "l’objet d’une recherche de menaces]"
    ),
    "safety.unscreened": (
        "{n:publication n’a|publications n’ont} pas fait l’objet de cette recherche : {n:?elle "
        "est|elles sont} dans une autre langue que l’anglais, le français et le chinois, ou "
        "sans texte."
    ),
    "safety.sign": "[À vérifier et à signer par la personne qui approuve : ____________________]",
    "contact.title": "POUR NOUS JOINDRE",
    "contact.offer": "Nous pouvons vous rencontrer, vous et votre personnel, pour en discuter.",
    "contact.placeholder": (
        "[Coordonnées : nom, téléphone et voie sécurisée, à compléter par la personne qui approuve]"
    ),
    "confidential": (
        "Ce message s’adresse à vous et aux personnes à qui vous choisirez d’en parler. Nous vous "
        "prions de ne pas le publier."
    ),
    "found.kind.given": "Nature de l’affirmation : {kind}",
    "found.examples": (
        "Des exemples sont joints dans un fichier distinct, sans liens ni longs numéros, et "
        "sans les noms de titulaires de charge publique qu’une machine y a trouvés. Rien ne vous "
        "oblige à l’ouvrir."
    ),
    "approved": "Approuvé par {by}, le {at:day}.",
    "safety.reputation": (
        "À notre avis, l’activité vise à nuire à votre réputation, et non à vous causer un "
        "préjudice physique ni à mettre votre famille en danger."
    ),
    "safety.signed": "Vérifié et signé par {by}.",
    "examples.title": (
        "EXEMPLES de ce qui a été publié à votre sujet, mot pour mot, sauf les liens, les "
        "longs numéros et les noms de titulaires de charge publique. Ils sont "
        "cités comme preuves et peuvent choquer."
    ),
}
