//! The nodes of an RDF document by their identifiers.

use std::collections::HashMap;

use crate::input::xml::{Node, Tree};
use crate::source::Spot;

/// Classes of which something is told.
const TOLD: [&str; 4] = ["Package", "File", "Snippet", "SpdxDocument"];

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
            let index = match led_to(property) {
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
        match led_to(property) {
            Some(node) => id(node),
            None => named(property).unwrap_or_else(|| property.value()),
        }
    }

    /// Nodes and properties take turns; every node is kept.
    fn gather(&mut self, parent: Node<'t>) {
        for node in parent.elements() {
            self.node(node);
        }
    }

    fn node(&mut self, node: Node<'t>) {
        self.add(node);
        for property in node.elements() {
            if is_node(property) {
                self.node(property);
            } else {
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
        if !TOLD.contains(&resource.class) && class != "Description" {
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

    /// A property that is written as an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&'t str> {
        self.nodes.iter().find_map(|node| node.attribute(name))
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

/// Whether a node stands where a property belongs: it says so, or has the name of a class, which
/// some writers put there. Names of properties begin in lower case.
fn is_node(property: Node<'_>) -> bool {
    is_resource(property) || property.name().starts_with(char::is_uppercase)
}

/// Whether a property is itself the node to which it leads (RDF/XML, 2.11).
fn is_resource(property: Node<'_>) -> bool {
    property.attribute("parseType") == Some("Resource")
}

/// The node that a property holds.
fn led_to(property: Node<'_>) -> Option<Node<'_>> {
    if is_resource(property) {
        return Some(property);
    }
    property.elements().next()
}

/// The class by its name or one of its types, before all one of which something is told.
fn class(node: Node<'_>) -> &str {
    let types = node
        .each("type")
        .filter_map(|stated| stated.attribute("resource"));
    let types = types.chain(node.attribute("type"));
    let types = types.filter_map(|stated| stated.rsplit(['#', '/']).next());
    let is_described = node.name() == "Description";
    let mut first = None;
    for class in (!is_described)
        .then_some(node.name())
        .into_iter()
        .chain(types)
    {
        if TOLD.contains(&class) {
            return class;
        }
        first = first.or(Some(class));
    }
    first.unwrap_or(node.name())
}
