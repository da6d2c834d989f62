//! The things that a page names.

use std::{collections::BTreeSet, hash::BuildHasher as _};

use super::Entry;
use crate::hash::HashMap;

/// What sort of thing an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A sovereign state of today.
    State,
    /// A state of the past.
    HistoricalState,
    /// A state or territory whose status is disputed.
    DisputedState,
    /// A dependent territory.
    Dependency,
    /// A government that stands for a state.
    Government,
    /// A named group of states (`西方國家`, `东欧各国`).
    Bloc,
    /// An international organisation.
    Organization,
    /// A political party.
    Party,
    /// An armed force, movement or faction with a name of its own.
    ArmedForce,
    /// A person.
    Person,
    /// A treaty, agreement, declaration or the like.
    Treaty,
    /// A military exercise.
    Exercise,
    /// A war, battle, clash, crisis.
    Conflict,
    /// A place or region that is no polity.
    Place,
    /// A company or institution.
    Institution,
    /// Nothing is known about it.
    Thing,
}

impl Kind {
    /// Whether it can act in a relation: ANNOTATION's *actor*.
    #[must_use]
    pub const fn is_actor(self) -> bool {
        self.is_polity() || matches!(self, Self::Government | Self::Bloc | Self::Organization | Self::Party | Self::ArmedForce)
    }

    /// Whether it is a state or territory.
    #[must_use]
    pub const fn is_polity(self) -> bool {
        matches!(self, Self::State | Self::HistoricalState | Self::DisputedState | Self::Dependency)
    }

    /// Whether it has members: an organisation, or a bloc.
    #[must_use]
    pub const fn is_organization(self) -> bool {
        matches!(self, Self::Organization | Self::Bloc)
    }

    /// Whether it happened: a treaty, exercise or conflict.
    #[must_use]
    pub const fn is_event(self) -> bool {
        matches!(self, Self::Treaty | Self::Exercise | Self::Conflict)
    }
}

/// Index of an entity in the [`Cast`] of its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityId(pub u32);

/// One real thing, whatever the script or the alias.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// The canonical name folded to Simplified Chinese: the same on every page, and what its IRI is made of.
    pub key: String,
    /// The canonical name as people write it.
    pub label: String,
    /// What it is.
    pub kind: Kind,
    /// The Wikidata id, where the gazetteer has one.
    pub qid: Option<String>,
    /// Key of the state whose government it is.
    pub government_of: Option<String>,
    /// Every form of the name that the page shows, as written.
    pub seen: BTreeSet<String>,
}

/// The entities of one page, in the order in which they were first named.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    entities: Vec<Entity>,
    /// By the hash of the key, or by the next number that was free: the entities hold the keys.
    by_key: HashMap<u64, EntityId>,
}

impl Cast {
    /// The id of the entity with this one's key, which is added where it is new.
    pub fn add(&mut self, entity: Entity) -> EntityId {
        match self.place(&entity.key) {
            (_, Some(id)) => id,
            (place, None) => {
                let id = EntityId(u32::try_from(self.entities.len()).unwrap_or(u32::MAX));
                self.by_key.insert(place, id);
                self.entities.push(entity);
                id
            }
        }
    }

    /// The number under which a key is found, or would be.
    fn place(&self, key: &str) -> (u64, Option<EntityId>) {
        let mut place = self.by_key.hasher().hash_one(key);
        loop {
            match self.by_key.get(&place) {
                Some(id) if self.get(*id).key != key => place = place.wrapping_add(1),
                found => return (place, found.copied()),
            }
        }
    }

    /// The id of an entry of the gazetteer, which is added where it is new.
    pub fn of(&mut self, entry: &Entry) -> EntityId {
        self.find(&entry.key).unwrap_or_else(|| self.add(entry.entity()))
    }

    /// The id that goes with a key.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<EntityId> {
        self.place(key).1
    }

    /// The entity with this id.
    #[must_use]
    pub fn get(&self, id: EntityId) -> &Entity {
        &self.entities[id.0 as usize]
    }

    /// The entity with this id, to note what the page adds.
    pub fn get_mut(&mut self, id: EntityId) -> &mut Entity {
        &mut self.entities[id.0 as usize]
    }

    /// All of them with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (EntityId, &Entity)> {
        (0u32..).map(EntityId).zip(&self.entities)
    }
}
