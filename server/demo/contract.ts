import { endpoint, id } from '../http/contract.ts';
import { z } from 'zod';

export const removeDemo = endpoint({
  method: 'DELETE',
  path: '/api/demo/:clubId',
  summary: 'Deletes the invented club with its people, clips and comments.',
  access: 'club.steer',
  params: z.object({ clubId: id }),
});
