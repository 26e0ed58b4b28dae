/* Since glibc 2.29 these functions exist in a second version, without the wrapper for errno. Python
   looks for errors itself, so the first version serves, and Python runs on glibc 2.28. */
#ifndef __ASSEMBLER__
__asm__(".symver exp,exp@GLIBC_2.2.5");
__asm__(".symver exp2,exp2@GLIBC_2.2.5");
__asm__(".symver log,log@GLIBC_2.2.5");
__asm__(".symver log2,log2@GLIBC_2.2.5");
__asm__(".symver pow,pow@GLIBC_2.2.5");
#endif
