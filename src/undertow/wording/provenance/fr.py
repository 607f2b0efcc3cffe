"""French words of the provenance card."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    "card.title": "Provenance du fichier média {media_uid}",
    "card.kind.image": "image",
    "card.kind.video": "vidéo",
    "card.kind.audio": "enregistrement sonore",
    "card.file": "{kind}, {mime}, {n_bytes:octet|octets}",
    "card.size": "{width:int} × {height:int} pixels",
    "card.duration": "{seconds:dec} s",
    "card.not_decoded": "Non décodé en entier : {reason}.",
    "card.credentials": "Attestation de contenu (Content Credentials, C2PA)",
    "c2pa.absent": (
        "Le fichier ne porte aucune attestation de contenu. Cela n’est l’indice de rien : la "
        "plupart des appareils et des logiciels n’en écrivent pas, et la plupart des plateformes "
        "les retirent de ce qui y est versé."
    ),
    "c2pa.valid_untrusted": (
        "Le fichier porte une attestation de contenu, et tout ce que couvre la signature est tel "
        "qu’il était au moment de signer. Personne, sur la liste de confiance de ce dossier, ne "
        "répond du signataire : n’importe qui peut produire une telle signature, sous n’importe "
        "quel nom. Ce que dit l’attestation est une déclaration de qui l’a signée."
    ),
    "c2pa.valid_trusted": (
        "Le fichier porte une attestation de contenu, tout ce que couvre la signature est tel "
        "qu’il était au moment de signer, et un certificat de la liste de confiance de ce dossier "
        "répond du signataire. Cela dit qui a signé, et que rien de cela n’a été modifié depuis. "
        "Cela ne dit pas que ce qu’on y voit a eu lieu."
    ),
    "c2pa.invalid": (
        "Le fichier porte une attestation de contenu qui n’est pas valide. Les codes ci-dessous "
        "disent pourquoi : un certificat peut avoir expiré ou avoir été refusé, ou l’attestation "
        "est endommagée. À lui seul, ce constat ne dit pas que l’image ou le son a été altéré."
    ),
    "c2pa.invalid.changed": (
        "Le fichier porte une attestation de contenu et ses octets ne sont pas ceux qui ont été "
        "signés : il a été modifié depuis. Un logiciel innocent, une plateforme ou un "
        "téléchargement interrompu peuvent en être la cause ; ce qui a été modifié, l’attestation "
        "ne le dit pas."
    ),
    "c2pa.declares": (
        "Elle indique que le fichier a été produit, en tout ou en partie, par un modèle entraîné "
        "({type}). C’est une déclaration du signataire, et non une mesure."
    ),
    "c2pa.unread": (
        "On ignore si le fichier porte une attestation de contenu : elle n’a pas été lue, ou son "
        "format n’est pas de ceux où elle peut l’être."
    ),
    "card.credentials.fields": "Champs et codes de la validation :",
    "card.told": "Ce que le fichier dit de lui-même. N’importe qui peut l’avoir écrit :",
    "card.told.nothing": (
        "Le fichier ne dit rien de son origine. Cela n’est l’indice de rien : les plateformes le "
        "retirent de ce qui y est versé."
    ),
    "card.fact": "{source}, {name} : {value}",
    "card.fact.of": "{source} {position:int}, {name} : {value}",
    "card.withheld": "présent (non recopié des preuves, par respect de la vie privée)",
    "card.source.file": "fichier",
    "card.source.container": "conteneur",
    "card.source.stream": "flux",
    "card.source.exif": "EXIF",
    "card.source.iptc": "IPTC",
    "card.source.xmp": "XMP",
    "card.source.encoder": "encodeur",
    "card.source.c2pa": "C2PA",
    "card.seen": "Vu dans le dossier",
    "card.seen.never": (
        "Aucune publication du dossier ne porte ce fichier, pour autant qu’on ait pu l’établir."
    ),
    "card.seen.much": (
        "{n_posts:publication|publications} de {n_accounts:compte|comptes} sur {platforms:list} "
        "{n_posts:?porte|portent} ce fichier ou d’autres du même contenu "
        "({n_files:fichier|fichiers} en tout) ; {n_own:int} de ces publications "
        "{n_own:?porte|portent} ce fichier même."
    ),
    "card.earliest": (
        "Plus ancienne publication détenue : le {at:minute}, sur {platform} (précision : "
        "{precision}). On ne détient que ce qui a été saisi ; le contenu a pu être publié plus "
        "tôt, là ou ailleurs."
    ),
    "card.earliest.open": (
        "Selon la précision des heures connues, {n:publication peut|publications peuvent} être la "
        "plus ancienne de celles détenues."
    ),
    "card.precision.second": "à la seconde",
    "card.precision.minute": "à la minute",
    "card.precision.hour": "à l’heure",
    "card.precision.day": "au jour",
    "card.precision.estimate": "estimée",
    "card.carrier": (
        "{account} sur {platform} : {n:publication|publications}, la première le {at:minute}"
    ),
    "card.account.unknown": "auteur inconnu",
    "card.more": "et {n:int} de plus",
    "card.related": "Fichiers qui montrent ou font entendre la même chose, en tout ou en partie",
    "card.related.one": (
        "{media_uid} ({kind}) : {share:share} de ce fichier s’y trouve, {other:share} de l’autre "
        "se trouve dans celui-ci"
    ),
    "card.match.picture": "image",
    "card.match.video": "vidéo",
    "card.match.still": "image d’une vidéo",
    "card.match.sound": "bande sonore",
    "card.places": "Dans les preuves",
    "card.place": "{path}, dans {file_sha256}",
    "card.place.member": "{path}, membre {member} de {file_sha256}",
    "card.place.offset": "{path}, à l’octet {offset:int} de {file_sha256}",
    "hint.title": "Indices à examiner : ils n’entrent dans aucun rapport ni aucune analyse",
    "hint.mouth": (
        "Indice : cette bande sonore n’anime pas cette bouche. D’autres lui conviennent aussi bien "
        "(p = {p:prob}, étalonné sur {n_controls:int} bandes sonores d’autres vidéos) ; "
        "{n_in_step:int} des {n_tested:int} autres vidéos du dossier suivent leur propre son, et "
        "peu s’en écartent autant (p = {p_own:prob}). Un narrateur hors de l’image, une tête "
        "tournée et un son en retard ont le même effet. Les avatars et les lèvres synchronisées "
        "suivent leur son : ce test ne les voit pas."
    ),
}
