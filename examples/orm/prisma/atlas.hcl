variable "url" {
  type        = string
  description = "The database to keep in the state of the models"
}

data "external_schema" "models" {
  program = ["node", "print-schema.js"]
}

env "local" {
  src = data.external_schema.models.url
  url = var.url
  dev = "docker://postgres/16/dev?search_path=public"
}
