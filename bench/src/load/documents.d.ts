import type { Act, DocumentsOrders } from './orders.ts';

export function beginDocuments(orders: DocumentsOrders): Promise<Act>;
