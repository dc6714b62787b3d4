# A unit with lines and without functions.
	.text
	.globl	asm_function
asm_function:
	nop
	nop
asm_second:
	nop
	ret
