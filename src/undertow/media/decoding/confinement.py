"""What the decoding process takes from itself before it looks at a hostile byte.

Codecs are the most attacked parsers there are. After :func:`confine` the process can open no file,
no connection and no other program, and can neither grow beyond its memory nor write anywhere but
into the socket it was given.
The filter is a list of what is refused, not of what is allowed: allocators, codecs and interpreters
differ too much in what they call between versions.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import resource
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2
_SIGKILL: Final = 9
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000

_LOAD: Final = 0x20  # BPF_LD | BPF_W | BPF_ABS
_JUMP_EQUAL: Final = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_JUMP_AT_LEAST: Final = 0x35  # BPF_JMP | BPF_JGE | BPF_K
_JUMP_SET: Final = 0x45  # BPF_JMP | BPF_JSET | BPF_K
_RETURN: Final = 0x06  # BPF_RET | BPF_K
_ALLOW: Final = 0x7FFF0000
_KILL: Final = 0x80000000
_REFUSE: Final = 0x00050000 | errno.EACCES
_UNKNOWN: Final = 0x00050000 | errno.ENOSYS
_ARGUMENT: Final = 16  # where the low half of the first argument of a call lies

# Calls that reach files, the network, other programs or the kernel's wider surface, with their
# numbers on x86-64 and on ARM-64; None where there is no such call.
_REFUSED: Final[dict[str, tuple[int | None, int | None]]] = {
    "open": (2, None),
    "creat": (85, None),
    "openat": (257, 56),
    "openat2": (437, 437),
    "open_by_handle_at": (304, 265),
    "truncate": (76, 45),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "rmdir": (84, None),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "link": (86, None),
    "linkat": (265, 37),
    "symlink": (88, None),
    "symlinkat": (266, 36),
    "chmod": (90, None),
    "fchmodat": (268, 53),
    "chown": (92, None),
    "fchownat": (260, 54),
    "mount": (165, 40),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "pidfd_getfd": (438, 438),
    "prlimit64": (302, 261),
    "setpriority": (141, 140),
    "unshare": (272, 97),
    "setns": (308, 268),
    "chroot": (161, 51),
    "pivot_root": (155, 41),
    "umount2": (166, 39),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "access": (21, None),
    "faccessat": (269, 48),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "memfd_create": (319, 279),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
    "reboot": (169, 142),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "add_key": (248, 217),
    "keyctl": (250, 219),
    "perf_event_open": (298, 241),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
}
_CLONE: Final = (56, 220)
_CLONE3: Final = 435  # its flags lie where no filter sees them; libraries fall back to clone
_CLONE_THREAD: Final = 0x00010000
_ARCHITECTURES: Final = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_X32: Final = (
    0x40000000  # the second numbering of calls on x86-64, which a filter must not overlook
)


class _Filter(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("on_true", ctypes.c_ubyte),
        ("on_false", ctypes.c_ubyte),
        ("value", ctypes.c_uint),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filters", ctypes.POINTER(_Filter)))


def confine(memory_bytes: int) -> bool:
    """Give up files, network, programs and memory, for good.

    Parameters
    ----------
    memory_bytes : int
        Most memory that may be taken on top of what is held now.

    Returns
    -------
    bool
        Whether the kernel now refuses files and network. False where it has no filter of calls
        (macOS): only the limits on memory, files and dumps hold then.

    Notes
    -----
    seccomp, ``Documentation/userspace-api/seccomp_filter.rst`` of the Linux kernel.
    """
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    if not sys.platform.startswith("linux"):
        return False
    _limit(resource.RLIMIT_AS, _held_bytes() + memory_bytes)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)  # not allowed everywhere; the filter is enough
    return _refuse_calls(libc)


def _refuse_calls(libc: ctypes.CDLL) -> bool:
    architecture = _ARCHITECTURES.get(platform.machine())
    if architecture is None or libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    column, audit_number = architecture
    calls = [numbers[column] for numbers in _REFUSED.values()]
    filters = [_Filter(_LOAD, 0, 0, 4), _Filter(_JUMP_EQUAL, 1, 0, audit_number), _ret(_KILL)]
    filters += [_Filter(_LOAD, 0, 0, 0), _Filter(_JUMP_AT_LEAST, 0, 1, _X32), _ret(_KILL)]
    for call in (call for call in calls if call is not None):
        filters += [_Filter(_JUMP_EQUAL, 0, 1, call), _ret(_REFUSE)]
    filters += [_Filter(_JUMP_EQUAL, 0, 1, _CLONE3), _ret(_UNKNOWN)]
    # Codecs may start threads, which end with the process; a process of its own would not.
    filters += [_Filter(_JUMP_EQUAL, 0, 3, _CLONE[column]), _Filter(_LOAD, 0, 0, _ARGUMENT)]
    filters += [_Filter(_JUMP_SET, 1, 0, _CLONE_THREAD), _ret(_REFUSE), _ret(_ALLOW)]
    array = (_Filter * len(filters))(*filters)
    program = _Program(len(filters), array)
    return not libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)


def _ret(value: int) -> _Filter:
    return _Filter(_RETURN, 0, 0, value)


def _limit(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(which, (value, value))


def _held_bytes() -> int:
    with open("/proc/self/statm", "rb") as statistics:
        return int(statistics.read().split()[0]) * resource.getpagesize()
