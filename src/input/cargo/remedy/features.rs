//! With which features the members of a workspace begin.

use guppy::PackageId;
use guppy::graph::feature::{FeatureId, FeatureLabel};

use crate::input::cargo::explain::MemberFeatures;
use crate::input::cargo::remedy::{Change, Trial};

impl<'g> Trial<'g> {
    /// The members with the features that are on, without the one to be switched off and those that need it.
    pub(super) fn initial(&self, change: Option<&Change>) -> Vec<FeatureId<'g>> {
        let features = self.graph.feature_graph();
        let off = match change {
            Some(Change::Feature { member, feature }) => Some((member, feature)),
            Some(Change::DependencyFeature { .. } | Change::Dependency { .. }) | None => None,
        };
        let stays = |id: &FeatureId<'_>| {
            off.is_none_or(|(member, feature)| {
                let off = FeatureId::named(member, feature);
                *id != off && !features.depends_on(*id, off).unwrap_or(false)
            })
        };
        let mut initial = self.named(self.memory.own.get_or_init(|| self.own()));
        initial.retain(|id| matches!(id.label(), FeatureLabel::Base) || stays(id));
        initial
    }

    /// The members with the features that a list has for them.
    fn named(&self, list: &MemberFeatures) -> Vec<FeatureId<'g>> {
        let features = self.graph.feature_graph();
        let mut all = Vec::new();
        for member in self.graph.workspace().iter() {
            all.push(FeatureId::base(member.id()));
            let of = list.iter().filter(|(id, _)| id == member.id().repr());
            let names = of.flat_map(|(_, names)| names);
            all.extend(names.filter_map(|name| {
                // The graph's own name lives as long as the graph.
                let mut known = member.named_features();
                let name = known.find(|known| known == name)?;
                Some(FeatureId::named(member.id(), name)).filter(|id| features.contains(*id))
            }));
        }
        all
    }

    /// The features that are on by default or by the command line, and not for another member alone.
    fn own(&self) -> MemberFeatures {
        let features = self.graph.feature_graph();
        let by_default = |member: &PackageId, on: &[String], name: &str| {
            let default = on.iter().any(|one| one == "default");
            let (all, one) = (
                FeatureId::named(member, "default"),
                FeatureId::named(member, name),
            );
            name == "default" || default && features.depends_on(all, one).unwrap_or(false)
        };
        let kept = |keep: &dyn Fn(&PackageId, &[String], &str) -> bool| -> MemberFeatures {
            let of = |(id, on): &(String, Vec<String>)| {
                let member = PackageId::new(id.as_str());
                let names = on.iter().filter(|name| keep(&member, on, name));
                (id.clone(), names.cloned().collect())
            };
            self.features.iter().map(of).collect()
        };
        let initial = self.named(&kept(&by_default));
        let Ok(query) = features.query_forward(initial) else {
            return self.features.clone();
        };
        let asked = query.resolve();
        // What nobody in the workspace asks for, the command line did.
        kept(&|member, on, name| {
            let id = FeatureId::named(member, name);
            by_default(member, on, name) || !asked.contains(id).unwrap_or(false)
        })
    }

    /// The members with all of their features: Cargo.lock is written for these.
    pub(super) fn locked(&self) -> Vec<FeatureId<'g>> {
        let members = self.graph.workspace().iter();
        let all = members.map(|member| {
            let names = member.named_features().map(str::to_owned);
            (member.id().repr().to_owned(), names.collect())
        });
        self.named(&all.collect())
    }
}
