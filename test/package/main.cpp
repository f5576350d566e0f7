// consumer <uri>
int use_tributary(const char* uri);
int use_asio(const char* uri);

int main(int count, char** arguments) {
  if (count != 2) return 2;
#ifdef WITH_ASIO
  if (const int failed = use_asio(arguments[1])) return failed;
#endif
  return use_tributary(arguments[1]);
}
