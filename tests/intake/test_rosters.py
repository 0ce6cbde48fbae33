"""Who is in the class: lists of students from every platform, language and program."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.student import Student
from grader.intake import AskedOfClass, Intake
from grader.intake.attendance import Attendance
from grader.intake.roster import Roster, read_rows
import pytest

from tests.intake.builders import collect, lay, messy, notes_of, solved

MOODLE_WORKSHEET = (
    "Identifier,Full name,Email address,Status,Last modified (submission)\n"
    'Participant 7005001,Jane Doe,jane@example.org,Submitted,"Friday, 20 November 2026, 11:58 PM"\n'
    "Participant 7005002,Wei Wang,wei1@example.org,Submitted,"
    '"Saturday, 21 November 2026, 12:30 AM"\n'
    "Participant 7005003,Wei Wang,wei2@example.org,No submission,-\n"
)


def roster(folder: Path, content: str | bytes) -> Roster:
    return Roster.read(lay(folder, {"roster.csv": content}) / "roster.csv")


@pytest.mark.parametrize(
    ("header", "row", "person"),
    [
        (
            "First name,Last name,Username,Email address",
            "Jane,Doe,jd,j@x.org",
            "Jane Doe/j@x.org/jd",
        ),
        (
            "Vorname,Nachname,Anmeldename,E-Mail-Adresse",
            "Jane,Doe,jd,j@x.org",
            "Jane Doe/j@x.org/jd",
        ),
        ("姓名,学号,电子邮件地址", "张伟,2026001,z@x.cn", "张伟/z@x.cn/2026001"),
        ("Nombre,Apellido(s),Dirección de correo", "José,Núñez,j@x.es", "José Núñez/j@x.es/"),
        ("Nombre,Correo electrónico", "José Núñez,j@x.es", "José Núñez/j@x.es/"),
        ("Prénom,Nom,Adresse de courriel", "Zoé,Dupont,z@x.fr", "Zoé Dupont/z@x.fr/"),
        ("Nom,Courriel", "Zoé Dupont,z@x.fr", "Zoé Dupont/z@x.fr/"),
        ("Имя,Фамилия,Адрес электронной почты", "Ольга,Петрова,o@x.ru", "Ольга Петрова/o@x.ru/"),
        ("氏名,学籍番号,メールアドレス", "山田 太郎,A1,y@x.jp", "山田 太郎/y@x.jp/A1"),
        (
            "Student,ID,SIS User ID,SIS Login ID",
            '"Doe, Jane",5001,S1,jane@x.org',
            "Doe, Jane/jane@x.org/5001 S1 jane@x.org",
        ),
        ("identifier,github_username", "Jane Doe,jdoe", "/"),
        ("ชื่อ-สกุล,ที่อยู่", "สมชาย,s@x.th", "/s@x.th/"),
    ],
)
def test_headers_in_the_platforms_languages(
    tmp_path: Path, header: str, row: str, person: str
) -> None:
    (found,) = roster(tmp_path, f"{header}\n{row}\n").people
    if person == "/":
        assert "jdoe" in found.ids
        return
    name, email, ids = person.split("/")
    assert (name or found.name, email, ids) == (found.name, found.email, " ".join(found.ids))


@pytest.mark.parametrize("word", ["Participant ", "Teilnehmer/in", "参与者", "Participante "])
def test_moodles_participants_are_known_in_every_language(tmp_path: Path, word: str) -> None:
    lines = "".join(f"{word}{number},Name {number}\n" for number in (7005001, 7005002))
    people = roster(tmp_path, f"ID,Vollständiger Name\n{lines}").people
    assert [each.participant for each in people] == ["7005001", "7005002"]


def test_logins_of_one_letter_and_a_number_are_not_participants(tmp_path: Path) -> None:
    people = roster(tmp_path, "ID,Name\ns1001,Jane\ns1002,Wei\n").people
    assert [each.ids for each in people] == [("s1001",), ("s1002",)]


@pytest.mark.parametrize(
    ("encoding", "header", "name"),
    [
        ("utf-8", "Vollständiger Name", "Jürgen Müller"),
        ("utf-8-sig", "姓名", "张伟"),
        ("utf-16", "姓名", "张伟"),
        ("gb18030", "姓名", "张伟"),
        ("cp1252", "Vollständiger Name", "Jürgen Müller"),
        ("cp1252", "Nombre completo", "José Núñez"),
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "sep=;"])
def test_what_excel_writes(
    tmp_path: Path, encoding: str, header: str, name: str, separator: str
) -> None:
    line = separator.removeprefix("sep=")
    first = f"{separator}\r\n" if separator.startswith("sep=") else ""
    text = f"{first}{header}{line}Email\r\n{name}{line}a@x.org\r\n{line}\r\n"
    (person,) = roster(tmp_path, text.encode(encoding)).people
    assert (person.name, person.email) == (name, "a@x.org")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04", "Excel workbook"),
        (b"", "names nobody"),
        (b"Name\n", "names nobody"),
        (b"Colour,Size\nred,1\n", "No column of the list says who a student is.*Colour, Size"),
        (b'Name\n"a' + b"x" * 200_000, "cannot be read as CSV"),
    ],
)
def test_what_is_no_list_is_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        roster(tmp_path, content)


def test_canvas_row_of_full_marks_is_nobody(tmp_path: Path) -> None:
    text = 'Student,ID\n"    Points Possible",\n"Doe, Jane",5001\n'
    assert len(read_rows(lay(tmp_path, {"a.csv": text}) / "a.csv")) == 1


def people(*students: Student) -> list[tuple[str, Student | None]]:
    return [(each.id or each.name or "", each) for each in students]


def test_who_is_unknown_missing_and_ambiguous_stops_nobody_else(tmp_path: Path) -> None:
    found = Attendance.of(
        [
            *people(Student(id="7005001", name="Jane Doe"), Student(id="1", name="Wei Wang")),
            ("eve", None),
        ],
        roster(tmp_path, MOODLE_WORKSHEET),
    )
    assert {name: person.email for name, person in found.found.items()} == {
        "7005001": "jane@example.org"
    }
    assert found.unknown == ("eve",)
    assert [each.email for each in found.ambiguous["1"]] == ["wei1@example.org", "wei2@example.org"]
    assert found.missing == ()  # one of the two Wei Wang handed in
    assert list(map(str, found.notes())) == [
        "Not on the roster: eve.",
        "Wei Wang (1) may be any of 2 people on the roster: Wei Wang, Wei Wang.",
    ]


def test_two_submissions_of_one_person_are_said(tmp_path: Path) -> None:
    found = Attendance.of(
        people(Student(name="Jane Doe"), Student(name="Doe, Jane", id="9")),
        roster(tmp_path, MOODLE_WORKSHEET),
    )
    assert not found.found
    assert set(found.ambiguous) == {"Jane Doe", "9"}
    assert [each.email for each in found.missing] == ["wei1@example.org", "wei2@example.org"]
    assert "--leave-out" in str(next(iter(found.notes())))


@pytest.mark.parametrize("name", messy.NAMES)
def test_canvas_finds_a_name_that_it_wrote_into_a_file(tmp_path: Path, name: str) -> None:
    """Without a number: the download's and the list's may be of two sites."""
    *first, last = name.split()
    listed = roster(tmp_path, f'Student,Email\n"{last}, {" ".join(first)}",a@x.org\n')
    submission = Student(id="5001", name=messy.canvas_name(name))
    assert Attendance.of(people(submission), listed).found["5001"].email == "a@x.org"


@pytest.mark.parametrize(
    ("submission", "login"), [("jdoe", "jdoe"), ("lab3-jdoe", "jdoe"), ("lab-3-j-doe", "j-doe")]
)
def test_a_repository_is_found_by_its_owner(tmp_path: Path, submission: str, login: str) -> None:
    listed = roster(tmp_path, f"name,github_username\nJane,{login}\nSomebody,doe\n")
    assert Attendance.of([(submission, None)], listed).found[submission].name == "Jane"


def asked(intake: Intake, **asked_for: object) -> Intake:
    return AskedOfClass(**asked_for).applied(intake)  # type: ignore[arg-type]


def test_the_roster_names_a_student_and_the_worksheet_says_when(tmp_path: Path) -> None:
    files = {
        f"{name}_{id_}_assignsubmission_file_/student_template.py": solved()
        for name, id_ in (("Jane Doe", 7005001), ("Wei Wang", 7005002))
    }
    intake = collect(lay(tmp_path / "class", files))
    deadline = datetime(2026, 11, 21).astimezone()
    known = asked(intake, roster=roster(tmp_path, MOODLE_WORKSHEET), deadline=deadline)
    assert [each.student.email for each in known] == ["jane@example.org", "wei1@example.org"]
    assert [each.student.late for each in known] == [False, True]
    assert notes_of(known)[:2] == (
        "On the roster, but without a submission (1): Wei Wang.",
        "Late (1): Wei Wang (7005002).",
    )


def test_who_cannot_be_late_since_nothing_says_when_is_said(tmp_path: Path) -> None:
    intake = collect(lay(tmp_path, {"ann.py": solved("a"), "bob.py": solved("b")}))
    assert notes_of(asked(intake, deadline=datetime(2026, 11, 21).astimezone())) == (
        "Nothing says when these were handed in, so whether they are late is not known (2): "
        "ann, bob.",
    )


def test_the_deadline_makes_late_what_the_platform_does_not_say(tmp_path: Path) -> None:
    intake = collect(lay(tmp_path, messy.gradescope(4)))
    assert [each.student.late for each in intake] == [None] * 4
    due = datetime(2026, 11, 20, 18, tzinfo=timezone.utc)
    assert [each.student.late for each in asked(intake, deadline=due)] == [False, True] * 2


@pytest.mark.parametrize("name", ["5001", "Jane Doe", "jane doe", "s5001@example.org"])
def test_one_who_is_named_in_any_way_is_left_out(tmp_path: Path, name: str) -> None:
    intake = collect(lay(tmp_path, messy.gradescope(4)))
    assert [each.name for each in asked(intake, leave_out=(name,))] == ["5002", "5003", "5004"]


def test_nobody_is_left_out_by_a_name_that_nobody_has(tmp_path: Path) -> None:
    intake = collect(lay(tmp_path, messy.gradescope(4)))
    with pytest.raises(BadInput, match=r"Did you mean Jane Doe \(5001\)"):
        asked(intake, leave_out=("Jane Do",))


def test_two_of_one_name_cannot_be_left_out_by_it(tmp_path: Path) -> None:
    intake = collect(lay(tmp_path, messy.gradescope(len(messy.NAMES) + 1)))
    with pytest.raises(BadInput, match="2 students are called Jane Doe"):
        asked(intake, leave_out=("Jane Doe",))
