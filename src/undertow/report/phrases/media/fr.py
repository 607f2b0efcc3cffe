"""French words of the section on media."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    "section.media": "Quels médias circulent",
    "kind.media": "mêmes médias",
    "kind.media_copy": "copies modifiées de médias",
    "media.note": (
        "Ce qui est mesuré ici, c’est qu’un contenu a été publié de nouveau, et ce qui a été fait "
        "à ses copies. Si ce qu’il montre est exact, aucune machine ne le dit."
    ),
    "media.heading": "Contenu {number}.",
    "media.because": "Ce qu’écrit la personne qui a examiné {file}",
    "media.hidden": (
        "Des personnes ont décidé que {n:fichier de ce contenu n’est conservé|fichiers de ce "
        "contenu ne sont conservés} que par empreinte et emplacement. Aucune image n’est montrée."
    ),
    "media.strip": (
        "Instants du contenu {number} : le plus ancien fichier, ses copies modifiées, puis les "
        "autres. Les images ont été refaites, petites et sans son ; les fichiers eux-mêmes ne sont "
        "pas dans ce rapport."
    ),
    "media.alt": "Jusqu’à six instants du fichier {file} ({kind}), côte à côte ; non décrits",
    "media.under": "{file}, publié pour la première fois le {at:minute}",
    "media.show": "Montrer ces images sans le flou. Elles peuvent heurter.",
    "media.withheld": (
        "Il existe des images de ce contenu. Elles figurent dans les éditions marquées amber ou "
        "red au sens du Traffic Light Protocol, là où ce qui les floute est installé."
    ),
    "media.kind.image": "image",
    "media.kind.video": "vidéo",
    "media.kind.audio": "enregistrement sonore",
    "media.kind.unknown": "fichier",
    "media.what": "{kind}, {w:int} × {h:int} pixels",
    "media.what.long": "{kind}, {w:int} × {h:int} pixels, {s:dec} secondes",
    "media.files.caption": (
        "Ce que l’on sait des fichiers du contenu {number}, selon leur première publication, et ce "
        "qu’ils disent d’eux-mêmes ; une douzaine au plus"
    ),
    "media.files.file": "Fichier",
    "media.files.what": "Nature",
    "media.files.first": "Première publication",
    "media.files.platform": "Où",
    "media.files.posts": "Publications ici",
    "media.files.c2pa": "Justificatifs de contenu",
    "media.files.traces": "Fait avec, selon lui",
    "media.credentials": (
        "Les justificatifs de contenu (Content Credentials, C2PA) sont une déclaration signée, "
        "inscrite dans un fichier, sur la façon dont il a été produit. Valides, ils lient cette "
        "déclaration à ces octets sans la rendre vraie. La plupart des plateformes les suppriment "
        ": leur absence n’est l’indice de rien."
    ),
    "media.traces": (
        "Ce qu’un fichier dit de l’outil qui l’a produit, n’importe qui peut l’avoir écrit. Chaque "
        "fichier est désigné par les premiers chiffres de son SHA-256."
    ),
    "media.more": (
        "{n:autre groupe de fichiers n’est donné|autres groupes de fichiers ne sont donnés} que "
        "dans les tables."
    ),
    "source.media_files": "la table des fichiers média",
    "source.media_facts": "ce que les fichiers média disent d’eux-mêmes",
}
