"""French words of the evidence bundle."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    "note.draft": "ÉBAUCHE - NON DIFFUSÉE",
    "note.draft.what": (
        "Ces fichiers ont été produits par une machine. Personne ne les a signés : ils sont "
        "destinés aux personnes qui travaillent au dossier, et à personne d’autre."
    ),
    "note.released": "DIFFUSÉ",
    "note.released.what": (
        "Deux personnes ont signé ces fichiers : l’une en a proposé la diffusion, l’autre l’a "
        "approuvée, et le dossier conserve leurs noms. Un fichier dont l’empreinte SHA-256 n’est "
        "pas celle qui a été signée n’est pas diffusé."
    ),
    "note.case": "Objet du dossier : {purpose}",
    "note.accounts.csv": "accounts.csv : ce que la machine a constaté sur chaque compte.",
    "note.campaigns.csv": "campaigns.csv : les campagnes.",
    "note.claims.csv": "claims.csv : chaque affirmation, avec ses nombres.",
    "note.edges.csv": "edges.csv : les paires de comptes qui agissent ensemble.",
    "note.bundle.json": "bundle.json : les campagnes au format STIX 2.1.",
    "note.campaigns.rejected": (
        "{n:?Écartée|Écartées} après examen par une personne : {n:campagne|campagnes}."
    ),
    "note.campaigns.doubted": (
        "{n:?Mise|Mises} en doute par une personne : {n:campagne|campagnes}."
    ),
    "note.claims.rejected": (
        "{n:?Écartée|Écartées} après examen par une personne : {n:affirmation|affirmations}."
    ),
    "note.claims.doubted": (
        "{n:?Mise|Mises} en doute par une personne : {n:affirmation|affirmations}."
    ),
    "note.accounts.rejected": (
        "{n:?Écarté|Écartés} après examen par une personne : {n:compte|comptes}."
    ),
    "note.accounts.doubted": "Mis en doute par une personne : {n:compte|comptes}.",
    "note.counts": (
        "Les nombres des campagnes et des affirmations sont mesurés avant l’examen : ils comptent "
        "ce qui a été écarté."
    ),
    "note.never": (
        "Le verdict d’une machine sur un compte n’établit rien contre une personne. undertow ne "
        "publie rien de lui-même."
    ),
    "bundle.title": "Liasse de preuves",
    "bundle.intro": (
        "Cette liasse contient {claims:affirmation|affirmations} du dossier « {purpose} » et "
        "{records:enregistrement|enregistrements}, tels que capturés, sur lesquels "
        "{claims:?elle repose|elles reposent}. Elle se vérifie sans le dossier, sans réseau et "
        "sans faire confiance à ses auteurs."
    ),
    "bundle.confidence": "Degré de confiance : {confidence}.",
    "bundle.claims": "Ce qui est affirmé",
    "bundle.claim": "Affirmation {claim_id} ({records:enregistrement|enregistrements})",
    "bundle.media": (
        "Parmi ce sur quoi reposent ces affirmations, {n:fichier média n’est donné|fichiers média "
        "ne sont donnés} que par empreinte et emplacement : aucune liasse ne contient les octets "
        "de médias. Qui possède un tel fichier compare son SHA-256 au nom qui figure dans "
        "media/ ; le détenteur du dossier peut montrer où il a été capturé."
    ),
    "bundle.check": "Pour vérifier à l’aide du programme",
    "bundle.check.head": (
        "HASH est la dernière empreinte du journal de possession, telle que son détenteur vous l’a "
        "remise par une autre voie que cette liasse : quiconque détient une liasse peut la "
        "modifier et la sceller de nouveau. Sans --head, le programme affiche l’empreinte, à "
        "comparer par vous-même. La ligne qui scelle la liasse est postérieure à tout horodatage "
        "qu’elle contient : aucun ne la couvre."
    ),
    "bundle.hand": "Pour vérifier à la main",
    "bundle.hand.sums": "1. Chaque fichier est tel qu’il a été écrit :",
    "bundle.hand.seal": (
        "2. La dernière ligne de custody.jsonl porte l’action « bundle », et sa valeur "
        "« sums_sha256 » est l’empreinte de SHA256SUMS. Son « hash » doit être celui qui a été "
        "remis par une autre voie :"
    ),
    "bundle.hand.chain": (
        "3. La valeur « hash » de chaque ligne de custody.jsonl est l’empreinte SHA-256 de la "
        "ligne privée de son élément « hash » et de sa fin de ligne ; la valeur « prev_hash » de "
        "la ligne suivante la répète. Pour la ligne L du fichier :"
    ),
    "bundle.hand.records": (
        "4. Une affirmation, dans claims/, désigne les enregistrements par l’empreinte SHA-256 de "
        "leurs octets. Chaque fichier de records/ qui se termine par .raw a cette empreinte pour "
        "nom :"
    ),
    "bundle.hand.proof": (
        "5. Chaque enregistrement faisait partie d’un fichier capturé, et ce fichier d’une "
        "ingestion que nomme le journal de possession. La feuille d’un enregistrement est le texte "
        "« byte_offset byte_length raw_sha256 » de son fichier .json, suivi d’une espace et de "
        "« member » si ce champ n’est pas vide ; celle d’un fichier est "
        "« file_sha256 n_records root ». Une feuille est hachée précédée d’un octet nul, deux "
        "nœuds le sont précédés d’un octet 1 (RFC 6962) :"
    ),
    "bundle.hand.path": (
        "À partir de la feuille, prendre une à une les empreintes de la preuve. Tant que « size » "
        "dépasse 1 : si « index » est impair, placer l’empreinte suivante à gauche ; s’il est pair "
        "sans être le dernier de sa rangée, la placer à droite ; s’il est le dernier et pair, n’en "
        "prendre aucune. Diviser ensuite par deux « index », arrondi vers le bas, et « size », "
        "arrondi vers le haut. Un enregistrement mène à la valeur « root » de son fichier, un "
        "fichier à la valeur « root » de la ligne du journal dont l’action est « run »."
    ),
    "bundle.limits": "Ce que la liasse montre, et ce qu’elle ne montre pas",
    "bundle.limits.shows": (
        "Elle montre que ces octets exacts se trouvaient dans le dossier quand l’ingestion a été "
        "consignée, et que ni les affirmations ni le journal n’ont été modifiés depuis que la "
        "liasse a été faite, pourvu que la dernière empreinte du journal soit connue par "
        "ailleurs : par le détenteur du dossier ou par un horodatage."
    ),
    "bundle.limits.truth": (
        "Elle ne montre pas qu’une capture était véridique quand elle a été versée au dossier, et "
        "ne contient ni les tables ni les calculs par lesquels les affirmations découlent des "
        "enregistrements. Il faut pour cela le dossier entier."
    ),
    "bundle.limits.file": (
        "Un enregistrement est repris en entier, tel que la plateforme ou le collecteur l’a "
        "fourni : une ligne, une rangée ou un document. L’empreinte du fichier dont il est extrait "
        "peut être comparée à ce fichier, qui ne fait pas partie de la liasse."
    ),
    "bundle.stamp.none": (
        "Le journal de possession est chaîné par empreintes, sans horodatage externe : aucun tiers "
        "ne se porte garant du moment où il a été écrit."
    ),
    "bundle.stamp.some": (
        "Le journal de possession porte {n:horodatage|horodatages} d’une autorité externe ; voir "
        "timestamps/."
    ),
    "bundle.privacy": "Renseignements personnels",
    "bundle.privacy.records": (
        "Seuls figurent ici les enregistrements sur lesquels reposent les affirmations. Lorsque "
        "l’enregistrement est un document qui contient plusieurs publications ou profils, il y "
        "figure en entier, car une partie d’enregistrement ne peut être prouvée."
    ),
    "bundle.privacy.whole": (
        "{n:enregistrement est un fichier capturé entier|enregistrements sont des fichiers "
        "capturés entiers} : tout ce qui s’y trouvait d’autre figure ici aussi."
    ),
    "bundle.privacy.log": (
        "Le journal de possession est complet : il contient le nom des personnes qui ont travaillé "
        "au dossier, les commandes qu’elles ont données et le nom de leurs fichiers."
    ),
}
