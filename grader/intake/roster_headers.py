"""What the columns of a list of students are called: by platforms, and in lists of people's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
import re
from types import MappingProxyType
from typing import Literal

Kind = Literal["name", "first", "last", "id", "login", "email", "participant", "handed in"]

_HEADERS: Mapping[Kind, str] = MappingProxyType(
    {
        "name": """full name|name|student|student name|display name|participant name
            vollständiger name|name, vorname|姓名|全名|学生姓名|學生姓名|氏名|名前
            nombre completo|nombre y apellidos|apellidos y nombre|alumno|nom complet|étudiant
            nome completo|studente|aluno|полное имя|фио|이름|성명|volledige naam|naam
            imię i nazwisko""",
        "first": """first name|firstname|given name|forename|vorname|名|名字|prénom|имя|voornaam
            imię|nome|nombre|nombre(s)""",
        "last": """last name|lastname|surname|family name|nachname|familienname|姓|姓氏|apellido
            apellidos|apellido(s)|nom|nom de famille|cognome|sobrenome|фамилия|achternaam
            nazwisko""",
        "id": """id|id number|idnumber|student id|student number|sid|sis user id|sis id|user id
            integration id|matrikelnummer|matrikel-nr.|id-nummer|学号|學號|学生编号|学籍番号
            número de id|número de identificación|matrícula|numéro d'identification
            numéro étudiant|matricola|número de identificação|номер зачетной книжки|학번
            studentnummer|numer albumu""",
        "login": """username|user name|login|login id|sis login id|netid|github_username|github
            github username|anmeldename|benutzername|用户名|使用者名稱|帳號|账号|ユーザ名
            nombre de usuario|usuario|nom d'utilisateur|nome utente|username utente
            nome de usuário|логин|имя пользователя|사용자 이름|아이디|gebruikersnaam
            nazwa użytkownika""",
        "email": """email|e-mail|email address|e-mail address|e-mail-adresse|电子邮件|电子邮件地址
            邮箱|電子郵件|電子郵件地址|電郵|メールアドレス|correo|correo electrónico
            dirección de correo|adresse de courriel|courriel|adresse e-mail|indirizzo email
            endereço de email|endereço de e-mail|адрес электронной почты|이메일""",
        "participant": "identifier",
        "handed in": """last modified (submission)|submission time|date submitted|submitted at
            zuletzt geändert (abgabe)|abgabedatum""",
    }
)
_BOTH_FIRST_AND_FULL = {"nome", "nombre", "имя"}
"""The first name beside a column of last names, else the whole."""
_BOTH_LAST_AND_FULL = {"nom", "name"}
"""The last name beside a column of first names, else the whole."""

_ADDRESS = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
_PARTICIPANT = re.compile(r"(?P<word>[^\W\d_a-z]\D{4,}?) ?\d+|(?P<other>[^\W\d_A-Za-z]\D*?) ?\d+")
"""One word in any language, in capitals where there are any, and a number."""


def kinds_of(rows: Sequence[Mapping[str, str]]) -> dict[str, Kind]:
    """What each column is, as far as that can be told; empty where no column says who it is of."""
    found: dict[str, Kind] = {}
    for header in rows[0]:
        kind = _by_content(
            [row.get(header, "").strip() for row in rows], _KINDS.get(_folded(header))
        )
        if kind is not None:
            found[header] = kind
    folded = {_folded(header): header for header in found}
    for both, other in ((_BOTH_FIRST_AND_FULL, "last"), (_BOTH_LAST_AND_FULL, "first")):
        for word in both & set(folded):
            part: Kind = "first" if other == "last" else "last"
            has_other = any(
                kind == other for header, kind in found.items() if _folded(header) != word
            )
            found[folded[word]] = part if has_other else "name"
    return found if set(found.values()) - {"handed in"} else {}


def _by_content(cells: Sequence[str], by_name: Kind | None) -> Kind | None:
    """The kind that the header says, or that all cells do: addresses, or Moodle's participants.

    Moodle calls the latter's column Identifier, or in German ID.
    """
    filled = [cell for cell in cells if cell]
    if by_name is None and filled and all(_ADDRESS.fullmatch(cell) for cell in filled):
        return "email"
    if by_name not in (None, "id") or len(set(filled)) < max(2, len(filled)):
        return by_name
    matches = [_PARTICIPANT.fullmatch(cell) for cell in filled]
    words = {match["word"] or match["other"] if match else "" for match in matches}
    return "participant" if len(words) == 1 and "" not in words else by_name


def _folded(header: str) -> str:
    return " ".join(header.casefold().split())


_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        " ".join(header.split()): kind
        for kind, headers in _HEADERS.items()
        for header in re.split(r"\||\n", headers)
        if header.strip()
    }
)
