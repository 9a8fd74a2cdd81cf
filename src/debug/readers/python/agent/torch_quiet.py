"""PyTorch without its watchers: a mode or a subclass of the program sees nothing of what is asked meanwhile."""

from .loaded_modules import loaded
from .torch_tensor import dispatches


class Quiet:
    """Around what is asked of a tensor. One whose operations are its own alone keeps those: it has no others."""

    def __init__(self, t):
        torch = loaded["torch"]
        self.c = torch._C
        self.overrides = torch.overrides
        self.names = ["DisableTorchFunction"] if dispatches(t) else ["_DisableTorchDispatch", "DisableTorchFunction"]

    def __enter__(self):
        self.held = []
        self.modes = []
        for name in self.names:
            kind = getattr(self.c, name, None)
            if kind is not None:
                guard = kind()  # PyTorch 1 has some that hold as long as they live
                if hasattr(kind, "__enter__"):
                    guard.__enter__()
                self.held.append(guard)
        # PyTorch 1 has no guard against the modes for functions.
        enabled = getattr(self.c, "_is_torch_function_mode_enabled", None)
        while enabled is not None and enabled() and self.c._len_torch_function_stack() > 0:
            self.modes.append(self.overrides._pop_mode())

    def __exit__(self, *_):
        while self.modes:
            self.overrides._push_mode(self.modes.pop())
        while self.held:
            guard = self.held.pop()
            if hasattr(type(guard), "__exit__"):
                guard.__exit__(None, None, None)
            del guard
