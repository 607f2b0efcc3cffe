"""French words of what detectors say."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    "detection.title": "Détecteurs de manipulation",
    "detection.hint": (
        "Un indice, non un constat : à lui seul, un score ne montre rien d’un fichier, et le "
        "constat d’un analyste le remplace."
    ),
    "detection.stands": "Ce qui vaut : {rank}.",
    "detection.stands.found": (
        "Ce qui vaut : {rank}, selon le constat de {by} du {at:day} ; il passe avant tout "
        "détecteur."
    ),
    "detection.unknown": "Aucun détecteur n’a été interrogé sur ce fichier.",
    "detection.speaks": (
        "{detector} {version} : {rank} ; logarithme décimal du rapport de vraisemblance "
        "{value:dec2}, intervalle à 95 % de {lower:dec2} à {upper:dec2}, positif en faveur d’une "
        "manipulation et jamais au-delà de ce que permet son étalonnage"
    ),
    "detection.in_domain": (
        "Le fichier ressemble à ceux de son étalonnage, {domain}. Score : {raw}."
    ),
    "detection.silent": "{detector} {version} : {rank} ; {reason}",
    "detection.outside": (
        "Ne ressemble pas à l’étalonnage le plus proche, {domain}, par : {traits:list}."
    ),
    "detection.raw": "Score : {raw}. Il ne veut rien dire, et a été demandé malgré tout.",
    "detection.rank.high": "élevé",
    "detection.rank.low": "faible",
    "detection.rank.uncertain": "incertain",
    "detection.rank.n/a": "s.o. (rien n’est dit)",
    "detection.rank.unknown": "inconnu",
    "detection.reason.no_calibration": "personne n’a étalonné ce détecteur, pour quoi que ce soit",
    "detection.reason.out_of_domain": (
        "le fichier ne ressemble à aucun de ceux sur lesquels le détecteur a été étalonné"
    ),
    "detection.reason.source_confound": (
        "le détecteur distingue deux sources de fichiers authentiques au moins aussi bien que "
        "l’authentique du manipulé"
    ),
    "detection.reason.uninformative": (
        "face à des générateurs qu’il n’a pas vus, le détecteur ne vaut pas mieux que le silence"
    ),
    "detection.reason.not_decoded": "le fichier ne peut être lu comme ce qu’examine le détecteur",
    "detection.reason.too_small": "l’image est plus petite que ce qu’examine le détecteur",
    "detection.reason.nothing_to_score": "il ne contient rien de ce qu’examine le détecteur",
    "detection.reason.not_a_number": "le modèle n’a pas donné de nombre",
    "detection.reason.gave_up": (
        "le décodage ou le calcul du score a pris trop de temps ou trop de mémoire"
    ),
    "detection.trait.short_side_px": "la taille",
    "detection.trait.face_px": "la taille du visage",
    "detection.trait.detail": "la netteté",
    "detection.trait.bytes_per_px": "la compression",
    "detection.trait.bytes_per_s": "la compression du son",
    "detection.trait.duration_s": "la durée",
    "detection.trait.features": "ce qu’y voit le modèle",
}
