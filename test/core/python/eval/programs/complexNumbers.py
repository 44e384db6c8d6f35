# complex
z = 1+2j
print(z, z*z, z.real, z.imag, abs(3+4j), z.conjugate(), -z, z == 1+2j, complex(1,2), complex('1+2j'), 2j**2)
print(type(z).__name__, isinstance(z, complex), z+1, 1.5*z, z/2, z != 1, bool(0j), repr(1j), [1j, -1j])
