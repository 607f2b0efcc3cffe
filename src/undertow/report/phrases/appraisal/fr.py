"""French words of the report for operations, hypotheses, objectives and impact."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    "section.harmed": "Qui d’autre subit un tort",
    "section.objectives": "Objectifs",
    "section.impact": "Sa portée, et ce que celle-ci ne montre pas",
    "section.operations": "Opérations connues auxquelles elle ressemble",
    "section.hypotheses": "Hypothèses concurrentes",
    "objectives.note": (
        "Chaque objectif est un jugement distinct. Ce que veulent des personnes qui agissent "
        "ensemble en leur propre nom n’est pas jugé ici."
    ),
    "objectives.none": (
        "Aucun objectif n’est énoncé : les publications n’en indiquent aucun assez nettement."
    ),
    "operations.caption": "Indicateurs de {name}, et le lien sans chacun d’eux",
    "operations.indicator": "Indicateur",
    "operations.state": "État",
    "operations.n": "Éléments",
    "operations.worth": "Valeur",
    "operations.without": "Lien sans lui",
    "operations.state.shown": "présent",
    "operations.state.not_shown": "mesuré, absent",
    "operations.state.not_measured": "non mesuré",
    "operations.worth.strong": "forte",
    "operations.worth.moderate": "moyenne",
    "operations.worth.weak": "faible",
    "operations.worth.context": "rien à lui seul",
    "operations.worth.found_by": "a servi à la trouver : non compté",
    "harmed.note": (
        "Aucune personne qui n’est pas un responsable n’est nommée ici. Des noms écrits autrement, "
        "dans une autre langue ou une autre écriture, peuvent désigner une même personne ; le "
        "registre du dossier l’indique."
    ),
    "hypotheses.caption": "Hypothèses concurrentes, selon ce qui les contredit",
    "hypotheses.name": "Hypothèse",
    "hypotheses.rank": "Rang",
    "hypotheses.sum": "Contradiction",
    "hypotheses.against": "Constats contraires",
    "hypotheses.items": "Constats",
    "hypotheses.matrix.caption": "Constats confrontés à chaque hypothèse",
    "hypotheses.matrix.item": "Constat",
    "hypotheses.matrix.shown": "Présent",
    "hypotheses.matrix.weight": "Pouvoir de distinction",
    "hypotheses.shown": "oui",
    "hypotheses.not_shown": "non",
    "hypotheses.key": (
        "CC très compatible, C compatible, N ni l’un ni l’autre, I incompatible, II très "
        "incompatible. Le pouvoir de distinction, de 0 à 1, dit à quel point un constat départage "
        "les hypothèses."
    ),
    "hypothesis.short.commercial-spam": "Pourriel",
    "hypothesis.short.domestic-partisans": "Partisans",
    "hypothesis.short.grassroots": "Vraies personnes",
    "hypothesis.short.imitation": "Imitation",
    "hypothesis.short.known-operation": "Opération connue",
    "hypothesis.short.other-state": "Autre État",
    "hypothesis.short.researcher-or-prank": "Essai ou canular",
    "impact.entered": (
        "Au-delà de ce que montrent les captures, {by} a inscrit la catégorie {category:int} de "
        "l’échelle de diffusion, d’après cette source : {source}."
    ),
    "impact.entered.words": "Ce qui s’est passé ({at:day}) : {words}",
    "page.sources": "Les nombres qu’aucune affirmation n’énonce ici proviennent de : {items:list}.",
    "source.decisions": "le journal des décisions",
    "source.custody": "le journal de conservation",
    "annex.tables.caption": (
        "Ce dont le rapport a été tiré : les tables du dossier, chacune telle que l’étape qui l’a "
        "produite l’a consignée"
    ),
    "annex.tables.of_files": (
        "tient aux fichiers tels qu’ils sont arrivés : voir le journal de conservation"
    ),
    "annex.tables.name": "Table",
    "annex.tables.rows": "Lignes",
    "annex.tables.sha256": "SHA-256",
}
