#include "cli/program.h"

int main(int argc, char** argv) { return torntape::cli::RunProgram(argc, argv); }
