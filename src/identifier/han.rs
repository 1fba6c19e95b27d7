//! Chinese characters in their traditional and simplified forms.

/// Traditional characters with the simplified ones that names in the lists have, in the order of the former
/// ([Unihan], `kSimplifiedVariant`). Those of words for legal forms stand there in either form.
///
/// [Unihan]: https://www.unicode.org/reports/tr38/
const SIMPLIFIED: [(char, char); 62] = [
    ('亞', '亚'),
    ('係', '系'),
    ('創', '创'),
    ('動', '动'),
    ('國', '国'),
    ('夢', '梦'),
    ('實', '实'),
    ('尋', '寻'),
    ('數', '数'),
    ('曠', '旷'),
    ('書', '书'),
    ('朮', '术'),
    ('業', '业'),
    ('樂', '乐'),
    ('樹', '树'),
    ('機', '机'),
    ('湯', '汤'),
    ('為', '为'),
    ('爲', '为'),
    ('產', '产'),
    ('産', '产'),
    ('發', '发'),
    ('礎', '础'),
    ('節', '节'),
    ('糰', '团'),
    ('絡', '络'),
    ('統', '统'),
    ('網', '网'),
    ('繫', '系'),
    ('聯', '联'),
    ('興', '兴'),
    ('華', '华'),
    ('螢', '萤'),
    ('術', '术'),
    ('衛', '卫'),
    ('裏', '里'),
    ('裡', '里'),
    ('視', '视'),
    ('計', '计'),
    ('訊', '讯'),
    ('語', '语'),
    ('譜', '谱'),
    ('譯', '译'),
    ('賽', '赛'),
    ('躍', '跃'),
    ('軟', '软'),
    ('達', '达'),
    ('遠', '远'),
    ('開', '开'),
    ('閤', '合'),
    ('闇', '暗'),
    ('階', '阶'),
    ('際', '际'),
    ('雲', '云'),
    ('電', '电'),
    ('飛', '飞'),
    ('騰', '腾'),
    ('驗', '验'),
    ('髮', '发'),
    ('麪', '面'),
    ('麫', '面'),
    ('麵', '面'),
];

/// The simplified form of a character; every other as it is.
pub(crate) fn simplified(character: char) -> char {
    let found = SIMPLIFIED.binary_search_by_key(&character, |(traditional, _)| *traditional);
    found.map_or(character, |at| SIMPLIFIED[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_leads_nowhere_twice() {
        assert!(SIMPLIFIED.is_sorted_by_key(|(traditional, _)| *traditional));
        for (traditional, simple) in SIMPLIFIED {
            assert_eq!(simplified(traditional), simple);
            assert_eq!(simplified(simple), simple);
        }
    }
}
