//! Why a subject is in the build, as far as the document's own edges tell.

use std::collections::VecDeque;

use crate::inventory::{DependencyKind, Explanation, Path, Step};
use crate::matching::edges::Edges;

/// Longest way that is shown.
const LONGEST: usize = 64;
/// Ways that are shown for one subject.
pub(crate) const WAYS: usize = 3;

/// A dependency kind as the label of an edge.
pub(crate) fn label_of(kind: DependencyKind) -> u8 {
    match kind {
        DependencyKind::Normal => 0,
        DependencyKind::Build => 1,
        DependencyKind::Development => 2,
        DependencyKind::Optional => 3,
    }
}

fn kind_of(label: u8) -> DependencyKind {
    match label {
        0 => DependencyKind::Normal,
        1 => DependencyKind::Build,
        2 => DependencyKind::Development,
        _ => DependencyKind::Optional,
    }
}

/// A neighbour and the kind of the edge to it, in four bytes.
#[derive(Clone, Copy, Default)]
struct Neighbour(u32);

impl Neighbour {
    fn new(id: u32, label: u8) -> Self {
        Self(id << 2 | u32::from(label & 3))
    }

    fn id(self) -> u32 {
        self.0 >> 2
    }

    fn kind(self) -> DependencyKind {
        kind_of((self.0 & 3).to_le_bytes()[0])
    }
}

/// The edges turned round, with the distance of every subject from a root.
pub(crate) struct Graph {
    starts: Vec<u32>,
    parents: Vec<Neighbour>,
    /// The first parent of each subject that is nearer to a root.
    above: Vec<Option<Neighbour>>,
    depth: Vec<u32>,
    shipped: Vec<bool>,
}

impl Graph {
    /// Turn the edges round and measure from the roots: the subject that the document describes, else
    /// every subject that nothing needs, and one of each circle that nothing else needs.
    pub(crate) fn new(edges: [&Edges; 2], subjects: u32, described: &[u32]) -> Self {
        let (starts, parents) = reversed(edges, subjects);
        let below = forward(edges, subjects);
        let mut roots: Vec<u32> = if described.is_empty() {
            (0..subjects)
                .filter(|id| starts[*id as usize] == starts[*id as usize + 1])
                .collect()
        } else {
            described.to_vec()
        };
        let mut depth = walk(&roots, &below, &|_| true);
        if described.is_empty() && depth.contains(&u32::MAX) {
            roots.extend(entrances(&below, &depth));
            depth = walk(&roots, &below, &|_| true);
        }
        let shipped = walk(&roots, &below, &|kind| {
            matches!(kind, DependencyKind::Normal | DependencyKind::Optional)
        });
        Self {
            above: above(&starts, &parents, &depth),
            starts,
            parents,
            depth,
            shipped: shipped.iter().map(|depth| *depth != u32::MAX).collect(),
        }
    }

    /// So many of the shortest ways to a subject, and what it is needed for.
    pub(crate) fn explain(
        &self,
        id: u32,
        ways: usize,
        label: &dyn Fn(u32) -> String,
    ) -> Explanation {
        let parents: Vec<_> = self.parents_of(id).collect();
        let mut kinds: Vec<_> = parents.iter().map(|(_, kind)| *kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let connected = self.depth[id as usize] != u32::MAX;
        // A circle leads back to where it was entered.
        let is_entered = self.depth[id as usize] == 0;
        let mut near: Vec<_> = parents
            .iter()
            .filter(|(parent, _)| *parent != id && !is_entered)
            .filter(|(parent, _)| self.depth[*parent as usize] != u32::MAX)
            .collect();
        near.sort_by_key(|(parent, _)| (self.depth[*parent as usize], *parent));
        near.dedup_by_key(|(parent, _)| *parent);
        let paths: Vec<Path> = near
            .iter()
            .take(ways)
            .map(|(parent, kind)| self.way(*parent, *kind, id, label))
            .collect();
        Explanation {
            in_build: true,
            // A document without edges to it says nothing of its use: what is listed ships.
            shipped: !connected || self.shipped[id as usize],
            optional: !kinds.is_empty()
                && kinds.iter().all(|kind| *kind == DependencyKind::Optional),
            kinds,
            paths_omitted: near.len().saturating_sub(paths.len()),
            paths,
            ..Explanation::default()
        }
    }

    fn way(
        &self,
        parent: u32,
        kind: DependencyKind,
        id: u32,
        label: &dyn Fn(u32) -> String,
    ) -> Path {
        let step = |id: u32, kind: Option<DependencyKind>| Step {
            label: label(id),
            kind,
            ..Step::default()
        };
        let mut steps = vec![step(id, Some(kind))];
        let mut at = parent;
        while steps.len() < LONGEST {
            let above = self.above[at as usize];
            steps.push(step(at, above.map(Neighbour::kind)));
            match above {
                Some(above) => at = above.id(),
                None => break,
            }
        }
        steps.reverse();
        Path(steps)
    }

    fn parents_of(&self, id: u32) -> impl Iterator<Item = (u32, DependencyKind)> {
        let range = self.starts[id as usize] as usize..self.starts[id as usize + 1] as usize;
        let parents = self.parents[range].iter();
        parents.map(|parent| (parent.id(), parent.kind()))
    }
}

/// How far every subject is from the nearest root, along the kinds of edges that are followed.
fn walk(roots: &[u32], below: &Adjacency, follow: &dyn Fn(DependencyKind) -> bool) -> Vec<u32> {
    let mut depth = vec![u32::MAX; below.0.len() - 1];
    let mut queue: VecDeque<u32> = roots.iter().copied().collect();
    roots.iter().for_each(|root| depth[*root as usize] = 0);
    while let Some(id) = queue.pop_front() {
        for child in neighbours(below, id) {
            let (child, kind) = (child.id(), child.kind());
            if follow(kind) && depth[child as usize] == u32::MAX {
                depth[child as usize] = depth[id as usize] + 1;
                queue.push_back(child);
            }
        }
    }
    depth
}

/// One subject of each circle that neither a root nor another circle leads to: members of a workspace that
/// need each other for their tests are such.
fn entrances(below: &Adjacency, depth: &[u32]) -> Vec<u32> {
    let reached: Vec<bool> = depth.iter().map(|depth| *depth != u32::MAX).collect();
    let mut seen = reached.clone();
    let mut left = Vec::new();
    // Every subject has an identifier of four bytes.
    for id in (0_u32..).take(depth.len()) {
        finish(id, below, &mut seen, &mut left);
    }
    // What was left last leads to what was left before it, unless a circle leads back.
    let mut seen = reached;
    let mut entrances = Vec::new();
    for id in left.into_iter().rev() {
        if !seen[id as usize] {
            entrances.push(id);
            finish(id, below, &mut seen, &mut Vec::new());
        }
    }
    entrances
}

/// Go down from a subject to all that was not seen; each is left when all below it are.
fn finish(from: u32, below: &Adjacency, seen: &mut [bool], left: &mut Vec<u32>) {
    if std::mem::replace(&mut seen[from as usize], true) {
        return;
    }
    let mut open = vec![(from, neighbours(below, from).iter())];
    while let Some((id, children)) = open.last_mut() {
        let next = children.find(|child| !seen[child.id() as usize]);
        if let Some(child) = next.map(|child| child.id()) {
            seen[child as usize] = true;
            open.push((child, neighbours(below, child).iter()));
        } else {
            left.push(*id);
            open.pop();
        }
    }
}

fn neighbours((starts, neighbours): &Adjacency, id: u32) -> &[Neighbour] {
    &neighbours[starts[id as usize] as usize..starts[id as usize + 1] as usize]
}

/// Looked for once: many ways pass the same subject, which may have any number of parents.
fn above(starts: &[u32], parents: &[Neighbour], depth: &[u32]) -> Vec<Option<Neighbour>> {
    let ranges = starts
        .windows(2)
        .map(|range| range[0] as usize..range[1] as usize);
    let above = ranges.zip(depth).map(|(range, own)| {
        let nearer = own.checked_sub(1)?;
        let mut parents = parents[range].iter().copied();
        parents.find(|parent| depth[parent.id() as usize] == nearer)
    });
    above.collect()
}

type Adjacency = (Vec<u32>, Vec<Neighbour>);

fn reversed(edges: [&Edges; 2], subjects: u32) -> Adjacency {
    adjacency(subjects, || {
        let all = edges.into_iter().flat_map(Edges::iter);
        all.map(|(from, label, to)| (to, Neighbour::new(from, label)))
    })
}

fn forward(edges: [&Edges; 2], subjects: u32) -> Adjacency {
    adjacency(subjects, || {
        let all = edges.into_iter().flat_map(Edges::iter);
        all.map(|(from, label, to)| (from, Neighbour::new(to, label)))
    })
}

/// Neighbour lists in one array: where each begins, and the neighbours.
fn adjacency<I: Iterator<Item = (u32, Neighbour)>>(
    subjects: u32,
    edges: impl Fn() -> I,
) -> Adjacency {
    let mut starts = vec![0_u32; subjects as usize + 1];
    for (at, _) in edges() {
        starts[at as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut neighbours =
        vec![Neighbour::default(); starts.last().copied().unwrap_or_default() as usize];
    for (at, neighbour) in edges() {
        neighbours[next[at as usize] as usize] = neighbour;
        next[at as usize] += 1;
    }
    (starts, neighbours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_the_shortest() {
        let mut edges = Edges::default();
        for (from, to) in [(0, 1), (1, 2), (2, 3), (0, 3), (4, 3)] {
            edges.push(from, label_of(DependencyKind::Normal), to);
        }
        edges.push(0, label_of(DependencyKind::Development), 5);
        let graph = Graph::new([&Edges::default(), &edges], 6, &[0]);
        let explanation = graph.explain(3, WAYS, &|id| id.to_string());
        let ways: Vec<Vec<_>> = explanation
            .paths
            .iter()
            .map(|path| path.0.iter().map(|step| step.label.as_str()).collect())
            .collect();
        assert_eq!(ways, [vec!["0", "3"], vec!["0", "1", "2", "3"]]);
        assert!(explanation.shipped);
        let without = graph.explain(3, 0, &|id| id.to_string());
        assert_eq!((without.paths.len(), without.paths_omitted), (0, 2));
        assert!(!graph.explain(5, WAYS, &|id| id.to_string()).shipped);
    }

    #[test]
    fn a_circle_that_nothing_else_needs_has_a_way_in() {
        let mut edges = Edges::default();
        // 0 is below the circle of 1 and 2, and 4 below that of 3 alone; 5 needs nothing.
        for (from, to) in [(1, 2), (2, 1), (2, 0), (3, 3), (3, 4), (1, 3)] {
            edges.push(from, label_of(DependencyKind::Normal), to);
        }
        let graph = Graph::new([&Edges::default(), &edges], 6, &[]);
        let way = |id| {
            let paths = graph.explain(id, WAYS, &|id| id.to_string()).paths;
            let first = paths.first().map(|path| path.0.iter());
            let labels = first.map(|steps| steps.map(|step| step.label.clone()));
            labels.map(Iterator::collect).unwrap_or_default()
        };
        let ways: Vec<Vec<String>> = [0, 4, 3, 1, 5].map(way).to_vec();
        let none = Vec::<&str>::new;
        assert_eq!(
            ways,
            [
                vec!["1", "2", "0"],
                vec!["1", "3", "4"],
                vec!["1", "3"],
                none(),
                none()
            ]
        );
    }
}
