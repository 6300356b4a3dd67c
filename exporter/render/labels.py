"""The few words that we put into an output ourselves, by language."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Labels(NamedTuple):
    contents: str
    notes: str
    references: str
    done: str
    open: str
    other: str
    back: str
    link: str
    table: str
    image: str
    diagram: str
    online: str
    unsubscribe: str
    figure: str
    equation: str
    listing: str
    section: str
    live: str
    primary: tuple[str, str]
    secondary: tuple[str, str]


ENGLISH = Labels(
    "Contents",
    "Notes",
    "References",
    "done",
    "to do",
    "other",
    "Back to the text",
    "Link to this section",
    "Table",
    "Image",
    "Diagram",
    "View in the browser",
    "Unsubscribe",
    "Figure",
    "Equation",
    "Listing",
    "Section",
    "Live view, not shown here: {}",
    ("“", "”"),
    ("‘", "’"),
)
LABELS = {
    "en": ENGLISH,
    "de": Labels(
        "Inhalt",
        "Anmerkungen",
        "Literatur",
        "erledigt",
        "offen",
        "anderes",
        "Zurück zum Text",
        "Link zu diesem Abschnitt",
        "Tabelle",
        "Bild",
        "Diagramm",
        "Im Browser lesen",
        "Abbestellen",
        "Abbildung",
        "Gleichung",
        "Listing",
        "Abschnitt",
        "Dynamische Ansicht, hier nicht gezeigt: {}",
        ("„", "“"),
        ("‚", "‘"),
    ),
    "fr": Labels(
        "Table des matières",
        "Notes",
        "Références",
        "fait",
        "à faire",
        "autre",
        "Retour au texte",
        "Lien vers cette section",
        "Tableau",
        "Image",
        "Diagramme",
        "Lire dans le navigateur",
        "Se désabonner",
        "Figure",
        "Équation",
        "Listing",
        "Section",
        "Vue dynamique, non affichée ici\u202f: {}",
        ("«\u202f", "\u202f»"),
        ("‹\u202f", "\u202f›"),
    ),
    "es": Labels(
        "Índice",
        "Notas",
        "Referencias",
        "hecho",
        "pendiente",
        "otro",
        "Volver al texto",
        "Enlace a esta sección",
        "Tabla",
        "Imagen",
        "Diagrama",
        "Ver en el navegador",
        "Darse de baja",
        "Figura",
        "Ecuación",
        "Listado",
        "Sección",
        "Vista dinámica, no mostrada aquí: {}",
        ("«", "»"),
        ("“", "”"),
    ),
    "it": Labels(
        "Indice",
        "Note",
        "Bibliografia",
        "fatto",
        "da fare",
        "altro",
        "Torna al testo",
        "Link a questa sezione",
        "Tabella",
        "Immagine",
        "Diagramma",
        "Leggi nel browser",
        "Annulla l’iscrizione",
        "Figura",
        "Equazione",
        "Listato",
        "Sezione",
        "Vista dinamica, non mostrata qui: {}",
        ("«", "»"),
        ("“", "”"),
    ),
    "pt": Labels(
        "Sumário",
        "Notas",
        "Referências",
        "feito",
        "por fazer",
        "outro",
        "Voltar ao texto",
        "Ligação para esta secção",
        "Tabela",
        "Imagem",
        "Diagrama",
        "Ver no navegador",
        "Cancelar a subscrição",
        "Figura",
        "Equação",
        "Listagem",
        "Secção",
        "Vista dinâmica, não mostrada aqui: {}",
        ("“", "”"),
        ("‘", "’"),
    ),
    "nl": Labels(
        "Inhoud",
        "Noten",
        "Literatuur",
        "gedaan",
        "te doen",
        "anders",
        "Terug naar de tekst",
        "Link naar deze paragraaf",
        "Tabel",
        "Afbeelding",
        "Diagram",
        "Lees in de browser",
        "Afmelden",
        "Figuur",
        "Vergelijking",
        "Codevoorbeeld",
        "Paragraaf",
        "Dynamische weergave, hier niet getoond: {}",
        ("“", "”"),
        ("‘", "’"),
    ),
    "pl": Labels(
        "Spis treści",
        "Przypisy",
        "Bibliografia",
        "zrobione",
        "do zrobienia",
        "inne",
        "Powrót do tekstu",
        "Odnośnik do tej sekcji",
        "Tabela",
        "Obraz",
        "Diagram",
        "Zobacz w przeglądarce",
        "Wypisz się",
        "Rysunek",
        "Równanie",
        "Listing",
        "Rozdział",
        "Widok dynamiczny, tutaj niepokazany: {}",
        ("„", "”"),
        ("‚", "’"),
    ),
    "ru": Labels(
        "Содержание",
        "Примечания",
        "Литература",
        "сделано",
        "не сделано",
        "другое",
        "Назад к тексту",
        "Ссылка на этот раздел",
        "Таблица",
        "Изображение",
        "Диаграмма",
        "Открыть в браузере",
        "Отписаться",
        "Рисунок",
        "Уравнение",
        "Листинг",
        "Раздел",
        "Динамическое представление, здесь не показано: {}",
        ("«", "»"),
        ("„", "“"),
    ),
    "zh": Labels(
        "目录",
        "注释",
        "参考文献",
        "已完成",
        "待办",
        "其他",
        "返回正文",
        "本节链接",
        "表格",
        "图片",
        "图表",
        "在浏览器中查看",
        "退订",
        "图",
        "公式",
        "代码",
        "章节",
        "动态视图，此处不显示：{}",
        ("“", "”"),
        ("‘", "’"),
    ),
    "ja": Labels(
        "目次",
        "注",
        "参考文献",
        "完了",
        "未完了",
        "その他",
        "本文へ戻る",
        "この節へのリンク",
        "表",
        "画像",
        "図表",
        "ブラウザで表示",
        "配信停止",
        "図",
        "式",
        "リスト",
        "節",
        "動的ビュー（ここには表示されません）：{}",
        ("「", "」"),
        ("『", "』"),
    ),
}


def labels(lang: str) -> Labels:
    """The words for a BCP 47 tag; English where we have none."""
    return LABELS.get(lang.split("-")[0].lower(), ENGLISH)


def quotation_marks(lang: str, kind: Literal["single", "double"]) -> tuple[str, str]:
    """The opening and the closing mark of a language."""
    words = labels(lang)
    return words.primary if kind == "double" else words.secondary


def task(lang: str, state: str) -> str:
    """What a screen reader says for a task box; `state` is `done`, `open` or `other`."""
    words = labels(lang)
    return {"done": words.done, "open": words.open}.get(state, words.other)
