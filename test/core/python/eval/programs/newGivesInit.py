class Made:
    def __new__(cls, x):
        def init(self, y):
            self.items = [y]

        cls.__init__ = init
        made = object.__new__(cls)
        made.x = 3
        return made


m = Made(4)
print(m.x, m.items)
