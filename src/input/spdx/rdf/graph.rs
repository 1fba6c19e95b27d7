//! The nodes of an RDF document by their identifiers.

use std::collections::HashMap;

use crate::input::xml::{Node, Tree};
use crate::source::Spot;

/// What the document says about one thing, wherever it says it.
pub(crate) struct Resource<'t> {
    /// Its URI or blank node identifier; empty where it has none.
    pub(crate) id: &'t str,
    /// Its class without namespace: `Package`.
    pub(crate) class: &'t str,
    nodes: Vec<Node<'t>>,
}

/// All resources of a document.
pub(crate) struct Graph<'t> {
    resources: Vec<Resource<'t>>,
    by_id: HashMap<&'t str, usize>,
    /// Resources without an identifier, by the place of their node.
    by_place: HashMap<(u32, u32), usize>,
}

impl<'t> Graph<'t> {
    pub(crate) fn new(tree: &'t Tree) -> Self {
        let mut graph = Self {
            resources: Vec::new(),
            by_id: HashMap::new(),
            by_place: HashMap::new(),
        };
        if let Some(root) = tree.root() {
            graph.gather(root);
        }
        graph
    }

    pub(crate) fn resources(&self) -> impl Iterator<Item = &Resource<'t>> {
        self.resources.iter()
    }

    /// What the identifiers of this document begin with.
    pub(crate) fn namespace(&self) -> &'t str {
        let document = self
            .resources
            .iter()
            .find(|resource| resource.class == "SpdxDocument");
        document
            .and_then(|document| document.id.rsplit_once('#'))
            .map_or("", |(namespace, _)| namespace)
    }

    /// The nodes to which a property leads.
    pub(crate) fn follow<'g>(
        &'g self,
        from: &'g Resource<'t>,
        property: &'static str,
    ) -> impl Iterator<Item = &'g Resource<'t>> {
        from.properties(property).filter_map(|property| {
            let index = match property.elements().next() {
                Some(node) => match id(node) {
                    "" => self.by_place.get(&node.place()),
                    id => self.by_id.get(id),
                },
                None => self.by_id.get(named(property)?),
            };
            index.and_then(|index| self.resources.get(*index))
        })
    }

    /// The identifier of what a property leads to, or its text.
    pub(crate) fn target(property: Node<'t>) -> &'t str {
        match property.elements().next() {
            Some(node) => id(node),
            None => named(property).unwrap_or_else(|| property.value()),
        }
    }

    /// Nodes and properties take turns; every node is kept.
    fn gather(&mut self, parent: Node<'t>) {
        for node in parent.elements() {
            self.add(node);
            for property in node.elements() {
                self.gather(property);
            }
        }
    }

    fn add(&mut self, node: Node<'t>) {
        let (id, class) = (id(node), class(node));
        let fresh = self.resources.len();
        let index = match id {
            "" => {
                self.by_place.insert(node.place(), fresh);
                fresh
            }
            id => *self.by_id.entry(id).or_insert(fresh),
        };
        if index == fresh {
            self.resources.push(Resource {
                id,
                class,
                nodes: Vec::new(),
            });
        }
        let resource = &mut self.resources[index];
        if resource.class == "Description" {
            resource.class = class;
        }
        resource.nodes.push(node);
    }
}

impl<'t> Resource<'t> {
    /// The properties of a name.
    pub(crate) fn properties(&self, name: &'static str) -> impl Iterator<Item = Node<'t>> {
        self.nodes.iter().flat_map(move |node| node.each(name))
    }

    /// Where it is described first.
    pub(crate) fn spot<'p>(&self, parent: &'p str, index: u32) -> Spot<'p> {
        let (line, column) = self.nodes.first().map_or((0, 0), |node| node.place());
        Spot {
            line,
            column,
            parent,
            index,
        }
    }
}

fn id(node: Node<'_>) -> &str {
    let id = node.attribute("about").or_else(|| node.attribute("ID"));
    id.or_else(|| node.attribute("nodeID")).unwrap_or_default()
}

fn named(property: Node<'_>) -> Option<&str> {
    property
        .attribute("resource")
        .or_else(|| property.attribute("nodeID"))
}

fn class(node: Node<'_>) -> &str {
    let stated = (node.name() == "Description")
        .then(|| node.child("type"))
        .flatten();
    let class = stated.and_then(|stated| stated.attribute("resource")?.rsplit(['#', '/']).next());
    class.unwrap_or(node.name())
}
