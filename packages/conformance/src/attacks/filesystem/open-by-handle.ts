import { type Attack, c, changed } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/open-by-handle',
  tries: 'to open a file by its handle, past every mount and every directory',
  source: 'open_by_handle_at(2), the "shocker" escape of 2014',
  program: c`
int main(void) {
  struct file_handle *handle = malloc(sizeof *handle + MAX_HANDLE_SZ);
  handle->handle_bytes = MAX_HANDLE_SZ;
  int mount;
  if (name_to_handle_at(AT_FDCWD, path("OUT", "/victim"), handle, &mount, 0) != 0) refused("name_to_handle_at");
  const int directory = open(var("S"), O_RDONLY);
  const int file = open_by_handle_at(directory, handle, O_WRONLY | O_TRUNC);
  if (file < 0) refused("open_by_handle_at");
  leave_nonce(file);
}`,
  succeeded: changed,
  control: 'root',
}
