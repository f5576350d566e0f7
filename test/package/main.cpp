// consumer <uri>
int use_tributary(const char* uri);

int main(int count, char** arguments) { return count == 2 ? use_tributary(arguments[1]) : 2; }
