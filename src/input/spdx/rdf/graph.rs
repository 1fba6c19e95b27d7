//! The nodes of an RDF document by their identifiers.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;

use crate::input::xml::{Node, Tree};
use crate::source::Spot;

/// Classes of which something is told, those first that are judged.
const TOLD: [&str; 4] = ["Package", "File", "Snippet", "SpdxDocument"];
/// Attributes of RDF itself: any other states something (RDF/XML, 2.12).
const SYNTAX: [&str; 8] = [
    "about",
    "ID",
    "nodeID",
    "resource",
    "parseType",
    "datatype",
    "base",
    "lang",
];

/// What the document says about one thing, wherever it says it.
pub(crate) struct Resource<'t> {
    /// Its URI or blank node identifier; empty where it has none.
    pub(crate) id: Cow<'t, str>,
    /// Its class without namespace: `Package`.
    pub(crate) class: &'t str,
    nodes: Vec<Node<'t>>,
    /// Properties and attributes of its nodes.
    size: usize,
}

/// All resources of a document.
pub(crate) struct Graph<'t> {
    /// What the identifiers of this document begin with.
    pub(crate) namespace: &'t str,
    resources: Vec<Resource<'t>>,
    by_id: HashMap<Cow<'t, str>, usize>,
    /// Resources without an identifier, by the place of their node.
    by_place: HashMap<(u32, u32), usize>,
    /// Properties that may still be looked at: many resources may lead to one of many properties.
    left: Cell<usize>,
}

/// How often each property may be looked at, on average. An ordinary document takes about forty.
const LOOKS: usize = 200;

impl<'t> Graph<'t> {
    pub(crate) fn new(tree: &'t Tree) -> Self {
        let document = tree.root().and_then(document);
        let id = document.and_then(|document| document.attribute("about"));
        let stated = id.and_then(|id| id.rsplit_once('#'));
        let stated = stated.map_or("", |(namespace, _)| namespace);
        let namespace = match tree.root().and_then(|root| root.attribute("base")) {
            Some(base) if stated.is_empty() => base.trim_end_matches('#'),
            _ => stated,
        };
        let mut graph = Self {
            namespace,
            resources: Vec::new(),
            by_id: HashMap::new(),
            by_place: HashMap::new(),
            left: Cell::default(),
        };
        match tree.root() {
            Some(root) if root.name() == "RDF" => graph.gather(root),
            // One node alone needs no element around it (RDF/XML, 2.6).
            Some(root) => graph.node(root),
            None => {}
        }
        let sizes = graph.resources.iter().map(|resource| resource.size + 1);
        graph.left.set((sizes.sum::<usize>() + 10_000) * LOOKS);
        graph
    }

    /// Whether all properties of a resource may be looked at once more.
    pub(crate) fn may_look(&self, resource: &Resource<'t>) -> bool {
        let left = self.left.get().saturating_sub(resource.size + 1);
        self.left.set(left);
        left > 0
    }

    /// Whether something was not looked at any more.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.left.get() == 0
    }

    pub(crate) fn resources(&self) -> impl Iterator<Item = &Resource<'t>> {
        self.resources.iter()
    }

    /// The nodes to which a property leads.
    pub(crate) fn follow<'g>(
        &'g self,
        from: &'g Resource<'t>,
        property: &'static str,
    ) -> impl Iterator<Item = &'g Resource<'t>> {
        from.properties(property)
            .flat_map(|property| self.led(property))
    }

    /// The nodes to which one property leads: one as a rule, more in a collection.
    pub(crate) fn led(&self, property: Node<'t>) -> Vec<&Resource<'t>> {
        let mut nodes = Vec::new();
        if is_resource(property) {
            nodes.push(self.id(property));
        } else {
            nodes.extend(property.elements().map(|node| self.id(node)));
        }
        if nodes.is_empty() {
            nodes.push((self.named(property).unwrap_or_default(), property));
        }
        let indices = nodes.into_iter().filter_map(|(id, node)| match &*id {
            "" => self.by_place.get(&node.place()),
            _ => self.by_id.get(&id),
        });
        indices
            .filter_map(|index| self.resources.get(*index))
            .collect()
    }

    /// The identifier of what a property leads to, or its text.
    pub(crate) fn target(&self, property: Node<'t>) -> Cow<'t, str> {
        match led_to(property) {
            Some(node) => self.id(node).0,
            None => self
                .named(property)
                .unwrap_or(Cow::Borrowed(property.value())),
        }
    }

    /// The identifier of a node, empty where it has none, with the node.
    fn id(&self, node: Node<'t>) -> (Cow<'t, str>, Node<'t>) {
        let about = node.attribute("about").map(|about| self.absolute(about));
        let id = || {
            Some(
                self.absolute(&format!("#{}", node.attribute("ID")?))
                    .into_owned()
                    .into(),
            )
        };
        let id = about.or_else(id).or_else(|| blank(node));
        (id.unwrap_or_default(), node)
    }

    fn named(&self, property: Node<'t>) -> Option<Cow<'t, str>> {
        let resource = property.attribute("resource");
        let resource = resource.map(|resource| self.absolute(resource));
        resource.or_else(|| blank(property))
    }

    /// Identifiers that are relative are of this document.
    fn absolute<'i>(&self, id: &'i str) -> Cow<'i, str> {
        if id.starts_with('#') && !self.namespace.is_empty() {
            return Cow::Owned(format!("{}{id}", self.namespace));
        }
        Cow::Borrowed(id)
    }

    /// Nodes and properties take turns; every node is kept.
    fn gather(&mut self, parent: Node<'t>) {
        for node in parent.elements() {
            self.node(node);
        }
    }

    fn node(&mut self, node: Node<'t>) {
        self.add(node, self.id(node).0);
        for property in node.elements() {
            if is_node(property) {
                self.node(property);
                continue;
            }
            if is_described(property) {
                self.add(property, self.named(property).unwrap_or_default());
            }
            self.gather(property);
        }
    }

    fn add(&mut self, node: Node<'t>, id: Cow<'t, str>) {
        let class = class(node);
        let fresh = self.resources.len();
        let index = if id.is_empty() {
            self.by_place.insert(node.place(), fresh);
            fresh
        } else {
            *self.by_id.entry(id.clone()).or_insert(fresh)
        };
        if index == fresh {
            self.resources.push(Resource {
                id,
                class,
                nodes: Vec::new(),
                size: 0,
            });
        }
        let resource = &mut self.resources[index];
        let rank = |class| TOLD.iter().position(|told| *told == class);
        let is_better = match (rank(resource.class), rank(class)) {
            (Some(before), Some(now)) => now < before,
            (Some(_), None) => false,
            (None, Some(_)) => true,
            (None, None) => class != "Description",
        };
        if is_better {
            resource.class = class;
        }
        resource.nodes.push(node);
        resource.size += node.elements().count() + node.attributes().count();
    }
}

impl<'t> Resource<'t> {
    /// The properties of a name.
    pub(crate) fn properties(&self, name: &'static str) -> impl Iterator<Item = Node<'t>> {
        self.nodes.iter().flat_map(move |node| node.each(name))
    }

    /// Properties of a name that are written as attributes.
    pub(crate) fn attributes(&self, name: &'static str) -> impl Iterator<Item = Node<'t>> {
        let attributes = self.nodes.iter().flat_map(|node| node.attributes());
        attributes.filter(move |attribute| attribute.name() == name)
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

/// The first node below another that is the document.
fn document(parent: Node<'_>) -> Option<Node<'_>> {
    if class(parent) == "SpdxDocument" {
        return Some(parent);
    }
    parent.elements().find_map(document)
}

/// The identifier of a blank node.
fn blank(node: Node<'_>) -> Option<Cow<'_, str>> {
    let id = node.attribute("nodeID")?;
    Some(Cow::Owned(format!("_:{id}")))
}

/// Whether a property without a node says in attributes what the node would (RDF/XML, 2.12).
fn is_described(property: Node<'_>) -> bool {
    let mut attributes = property.attributes();
    attributes.any(|attribute| !SYNTAX.contains(&attribute.name()))
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
    let types = node.each("type").filter_map(|stated| {
        let about = || led_to(stated)?.attribute("about");
        stated.attribute("resource").or_else(about)
    });
    let types = types.chain(node.attribute("type"));
    let types = types.filter_map(|stated| stated.rsplit(['#', '/']).next());
    let name = Some(node.name()).filter(|name| *name != "Description");
    let classes: Vec<&str> = name.into_iter().chain(types).collect();
    let told = TOLD.into_iter().find(|told| classes.contains(told));
    told.or_else(|| classes.first().copied())
        .unwrap_or(node.name())
}
