//! The rules that read the page: what each looks for, and how often it was right where that is known.

use super::{Scene, Writer, statements::Used, vocab::Ent};

/// Writes rules that statements of the page used, with their relations.
pub(super) fn write(scene: &Scene<'_>, writer: &mut Writer<'_>, used: &Used<'_>) {
    for (&rule, &relation) in used {
        let node = writer.node(&scene.names.rule(rule));
        writer.class(node, Ent::RuleClass);
        writer.add(node, Ent::Relation, &scene.names.relation(relation));
        let Some(share) = scene.precision.rules.get(rule) else { continue };
        // A few cases allow no more than two digits.
        if let Some(value) = share.value() {
            writer.decimal(node, Ent::Precision, (value * 100.0).round() / 100.0);
            writer.integer(node, Ent::Cases, share.cases);
        }
    }
}
