//! Images that others publish, in a registry that is not theirs.

use crate::identifier;
use crate::matching::image::mirror::behind;

/// Registries whose images others serve under the whole reference; a repository may have dots in its name, too.
const COPIED: [&str; 12] = [
    "docker.elastic.co",
    "docker.io",
    "gcr.io",
    "ghcr.io",
    "index.docker.io",
    "mcr.microsoft.com",
    "nvcr.io",
    "public.ecr.aws",
    "quay.io",
    "registry.gitlab.com",
    "registry.k8s.io",
    "registry.redhat.io",
];

/// Official images of Docker, of today and of earlier, which registries hold as `library/name` ([list]).
///
/// [list]: https://github.com/docker-library/official-images/tree/master/library
const OFFICIAL: &[&str] = &[
    "adminer",
    "adoptopenjdk",
    "aerospike",
    "almalinux",
    "alpine",
    "alt",
    "amazoncorretto",
    "amazonlinux",
    "api-firewall",
    "arangodb",
    "archlinux",
    "azul-zulu",
    "backdrop",
    "bash",
    "bonita",
    "buildpack-deps",
    "busybox",
    "caddy",
    "cassandra",
    "celery",
    "centos",
    "chronograf",
    "cirros",
    "clearlinux",
    "clefos",
    "clickhouse",
    "clojure",
    "composer",
    "consul",
    "convertigo",
    "couchbase",
    "couchdb",
    "crate",
    "crux",
    "dart",
    "debian",
    "django",
    "docker",
    "drupal",
    "eclipse-mosquitto",
    "eclipse-temurin",
    "eggdrop",
    "elasticsearch",
    "elixir",
    "emqx",
    "erlang",
    "espocrm",
    "fedora",
    "flink",
    "fluentd",
    "friendica",
    "fsharp",
    "gazebo",
    "gcc",
    "geonetwork",
    "ghost",
    "glassfish",
    "golang",
    "gradle",
    "groovy",
    "haproxy",
    "haskell",
    "haxe",
    "hello-world",
    "hipache",
    "hitch",
    "httpd",
    "hylang",
    "ibm-semeru-runtimes",
    "ibmjava",
    "influxdb",
    "iojs",
    "irssi",
    "java",
    "jenkins",
    "jetty",
    "jobber",
    "joomla",
    "jruby",
    "julia",
    "kaazing-gateway",
    "kapacitor",
    "kibana",
    "known",
    "kong",
    "krakend",
    "lightstreamer",
    "liquibase",
    "logstash",
    "mageia",
    "mariadb",
    "matomo",
    "maven",
    "mediawiki",
    "memcached",
    "mongo",
    "mongo-express",
    "monica",
    "mono",
    "mysql",
    "nats",
    "nats-streaming",
    "neo4j",
    "neurodebian",
    "nextcloud",
    "nginx",
    "nim",
    "node",
    "notary",
    "nuxeo",
    "odoo",
    "open-liberty",
    "openjdk",
    "opensuse",
    "oraclelinux",
    "orientdb",
    "owncloud",
    "percona",
    "perl",
    "photon",
    "php",
    "php-zendserver",
    "phpmyadmin",
    "piwik",
    "plone",
    "postfixadmin",
    "postgres",
    "pypy",
    "python",
    "r-base",
    "rabbitmq",
    "rails",
    "rakudo-star",
    "rapidoid",
    "redis",
    "redmine",
    "registry",
    "rethinkdb",
    "rocket.chat",
    "rockylinux",
    "ros",
    "ruby",
    "rust",
    "sapmachine",
    "satosa",
    "sentry",
    "silverpeas",
    "sl",
    "solr",
    "sonarqube",
    "sourcemage",
    "spark",
    "spiped",
    "storm",
    "swarm",
    "swift",
    "swipl",
    "teamspeak",
    "telegraf",
    "thrift",
    "tomcat",
    "tomee",
    "traefik",
    "ubuntu",
    "ubuntu-debootstrap",
    "ubuntu-upstart",
    "unit",
    "varnish",
    "vault",
    "websphere-liberty",
    "wordpress",
    "xwiki",
    "yourls",
    "znc",
    "zookeeper",
];

/// Whether a reference, with the image's own name in it, has another public registry behind its own or ends as an
/// official image of Docker does, so that somebody else publishes the image.
pub(in crate::matching) fn is_copy(reference: &str) -> bool {
    let is_copied = |first: &str| {
        let mut hosts = identifier::parents(first);
        hosts.any(|host| COPIED.binary_search(&host).is_ok())
    };
    behind(reference)
        .filter_map(|rest| rest.split_once('/'))
        .any(|(first, _)| is_copied(&first.to_lowercase()))
        || is_of_library(reference)
}

/// Whether a reference ends as those of Docker's official images do.
fn is_of_library(reference: &str) -> bool {
    let mut last = reference.rsplit('/');
    let (name, group) = (last.next().unwrap_or_default(), last.next());
    let name = name.to_lowercase();
    group == Some("library") && OFFICIAL.binary_search(&name.as_str()).is_ok()
}

/// Accounts that are called by what they hold.
const HOLD_COPIES: [&str; 6] = [
    "docker-hub",
    "docker-proxy",
    "docker-remote",
    "dockerhub",
    "mirror",
    "mirrors",
];

/// Whether an account in a registry is said to hold copies of what others publish.
pub(in crate::matching) fn holds_copies(account: &str) -> bool {
    HOLD_COPIES
        .iter()
        .any(|word| account.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_for_the_search() {
        assert!(COPIED.is_sorted() && OFFICIAL.is_sorted());
    }

    #[test]
    fn what_names_another_registry_is_a_copy() {
        assert!(is_copy("mirror.example.com/quay.io/acme/x"));
        assert!(is_copy("example.com/copies/docker.io/x"));
        assert!(holds_copies("mirror") && !holds_copies("mirror-tools"));
        assert!(!is_copy("acme.io/nested/x"));
        assert!(!is_copy("quay.io/acme/x.y.django"));
        assert!(!is_copy("quay.io/acme/1.0-py3.11/x"));
        assert!(!is_copy("quay.io/acme/x"));
        assert!(is_copy("example.com/library/nginx"));
        assert!(is_copy("example.com/acme/library/nginx"));
        assert!(!is_copy("example.com/library/acme-server"));
        assert!(!is_copy("example.com/acme/nginx"));
        assert!(holds_copies("DockerHub"));
    }
}
