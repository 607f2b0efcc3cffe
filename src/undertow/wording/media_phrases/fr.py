"""French words about media."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    "claim.media.image": (
        "La même image a été publiée par au moins {n_accounts:compte|comptes} sur "
        "{n_platforms:plateforme|plateformes}, dans au moins {n_posts:publication|publications}, "
        "du {first_at:minute} au {last_at:minute}."
    ),
    "claim.media.video": (
        "La même vidéo a été publiée par au moins {n_accounts:compte|comptes} sur "
        "{n_platforms:plateforme|plateformes}, dans au moins {n_posts:publication|publications}, "
        "du {first_at:minute} au {last_at:minute}."
    ),
    "claim.media.audio": (
        "Le même enregistrement sonore a été publié par au moins {n_accounts:compte|comptes} sur "
        "{n_platforms:plateforme|plateformes}, dans au moins {n_posts:publication|publications}, "
        "du {first_at:minute} au {last_at:minute}."
    ),
    "claim.media.mixed": (
        "Le même contenu, en images, en vidéo ou en son, a été publié par au moins "
        "{n_accounts:compte|comptes} sur {n_platforms:plateforme|plateformes}, dans au moins "
        "{n_posts:publication|publications}, du {first_at:minute} au {last_at:minute}."
    ),
    "claim.media.same_file": (
        "Toutes ces publications portent un seul et même fichier, à l’octet près."
    ),
    "claim.media.exact": (
        "Elles portent {n_files:fichier|fichiers} dont les octets diffèrent et qui concordent d’un "
        "bout à l’autre par ce qu’ils montrent ou font entendre."
    ),
    "claim.media.altered": (
        "Elles portent {n_files:fichier|fichiers}. Parmi eux, {n_exact:int} "
        "{n_exact:?concorde|concordent} d’un bout à l’autre avec un autre par ce qu’ils montrent "
        "ou font entendre ; le reste concorde en partie, ou une fois annulée une modification "
        "telle qu’un recadrage."
    ),
    "claim.media.parts": (
        "Elles portent {n_files:fichier|fichiers}, qui concordent en partie, ou une fois annulée "
        "une modification telle qu’un recadrage."
    ),
    "claim.media.platforms": "Par plateforme : {items:list}.",
    "claim.media.before": (
        "Le plus ancien fichier détenu avait été publié auparavant, le {at:minute} sur {platform}, "
        "par un compte étranger à cette campagne."
    ),
    "claim.media.meaning": (
        "Qu’un contenu soit publié à maintes reprises ne dit ni si ce qu’il montre est exact, ni "
        "qui l’a fabriqué."
    ),
    "claim.media_copy": (
        "Parmi les fichiers qui le portent, au moins {n_copies:int} {n_copies:?est une copie "
        "modifiée|sont des copies modifiées} d’un fichier vu auparavant : {original}, publié pour "
        "la première fois le {original_at:minute} sur {platform}."
    ),
    "claim.media_copy.changes": (
        "Ce qui a été fait, dans la mesure où la comparaison le montre : {items:list}."
    ),
    "claim.media_copy.item": "{change} ({n:fichier|fichiers})",
    "claim.media_copy.meaning": (
        "Vu auparavant signifie : le plus ancien des fichiers détenus. Lequel a été créé le "
        "premier, et où il a d’abord paru, reste ouvert. Un changement de forme ne dit pas à quoi "
        "il devait servir."
    ),
    "media.change.mirror": "inversion en miroir",
    "media.change.bars": "ajout de bandes autour de l’image",
    "media.change.crop": "recadrage",
    "media.change.strip": "bandeau ajouté au bord ou posé par-dessus",
    "media.change.inset": "incrustation dans une autre image",
    "media.change.cut": "raccourcissement",
    "media.change.added": "assemblage avec un autre contenu",
    "media.change.speed": "lecture à une autre vitesse",
    "media.change.still": "un seul instant conservé comme image",
    "statement.media.manipulated": "le fichier média {file} a été manipulé",
    "media.finding.basis": "Cela repose sur ce qui suit : {basis}.",
    "media.basis.original": (
        "le fichier concordant {original}, détenu lui aussi, montre autre chose au même endroit"
    ),
    "media.basis.depicted_person": "la personne représentée le dit",
    "media.basis.credentials": (
        "ses justificatifs de contenu (Content Credentials) ne sont pas valides : ses octets ne "
        "sont pas ceux qui ont été signés"
    ),
    "media.basis.analyst": "un analyste l’a examiné",
    "media.finding.by": "Constat de {by}, le {at:day}. Aucune machine ne l’a fait.",
    "media.finding.satire": "{by} a qualifié de satire le fichier média {file}, le {at:day}.",
    "media.finding.no_sign": (
        "{by} a examiné le fichier média {file} et n’y a rien trouvé d’altéré, le {at:day} ; cela "
        "n’établit pas que rien ne l’est."
    ),
    "media.c2pa.absent": (
        "aucun, comme dans la plupart des fichiers ; leur absence n’est l’indice de rien"
    ),
    "media.c2pa.valid_untrusted": (
        "valides, d’un signataire absent de la liste de ce dossier : les octets sont ceux qui ont "
        "été signés, et le signataire peut avoir déclaré n’importe quoi"
    ),
    "media.c2pa.valid_trusted": (
        "valides, d’un signataire figurant sur la liste de ce dossier : les octets sont ceux qui "
        "ont été signés ; ce que le signataire déclare n’est pas vérifié"
    ),
    "media.c2pa.invalid": (
        "non valides : les octets ne sont pas ceux qui ont été signés, ou la signature est "
        "endommagée ; ce qui a changé, et par qui, cela ne le dit pas"
    ),
    "media.c2pa.unread": "non lus",
}
